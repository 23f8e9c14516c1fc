using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Outcomes.Functions;

/// <summary>Every trigger of the Azure Functions app, each one line that hands on. This file and AzureHost.cs alone know the Functions SDK; it is compiled with <c>-p:AzureFunctions=true</c>.</summary>
/// <param name="app">What does the work.</param>
public sealed class Triggers(FunctionsApp app)
{
    /// <summary>Sends the sources whose hour has come.</summary>
    [Function("tick")]
    public Task TickAsync([TimerTrigger("%TickSchedule%", RunOnStartup = false)] TimerInfo timer, CancellationToken stop) => app.TickAsync(timer.IsPastDue, stop);

    /// <summary>Sends housekeeping.</summary>
    [Function("housekeeping")]
    public Task TidyAsync([TimerTrigger("%TidySchedule%", RunOnStartup = false)] TimerInfo timer, CancellationToken stop) => app.TidyAsync(timer.IsPastDue, stop);

    /// <summary>Does a work item.</summary>
    [Function("work")]
    public Task WorkAsync([QueueTrigger("%OUTCOMES_QUEUE%", Connection = "OUTCOMES_WORK")] string item, CancellationToken stop) => app.WorkAsync(item, stop);

    /// <summary>Writes down a work item that failed too often, and lets its round go on.</summary>
    [Function("poison")]
    public Task PoisonAsync([QueueTrigger("%OUTCOMES_QUEUE%-poison", Connection = "OUTCOMES_WORK")] string item, CancellationToken stop) => app.GiveUpAsync(item, stop);

    /// <summary>Answers every request as the local server does.</summary>
    [Function("http")]
    public Task AnswerAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "options", "post", "put", "patch", "delete", Route = "{*path}")] HttpRequest request) => app.AnswerAsync(request.HttpContext);
}
