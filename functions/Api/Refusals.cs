using System.Data.Common;
using System.Text.Json;
using Outcomes.Functions.Api.Access;

namespace Outcomes.Functions.Api;

/// <summary>Turns whatever goes wrong with a request into OData's error object: a code, a message that helps, a request id.</summary>
public static partial class Refusals
{
    /// <summary>Runs what answers a request: never an exception, never a fault without a request id, never an answer without its line in the audit.</summary>
    public static async Task AnswerAsync(HttpContext context, ILogger logger, Func<Task> answer)
    {
        var audit = context.RequestServices.GetRequiredService<Audit>(); // a server that ends takes its services with it, and its last requests are audited all the same
        try
        {
            context.Response.Headers["OData-Version"] = "4.0";
            context.Response.Headers["OData-Version"] = Negotiation.VersionOf(context.Request);
            await answer();
        }
        catch (RefusalException refusal)
        {
            await WriteAsync(context, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (DbException wrong) when (IsOfValues(wrong) && !context.Response.HasStarted)
        {
            await WriteAsync(context, 400, "BadRequest", "The expression cannot be computed for every row: a division by zero, or a number out of range. Filter those rows out.");
        }
        catch (DbException wrong) when (wrong.Message.Contains("expression depth", StringComparison.Ordinal) && !context.Response.HasStarted)
        {
            await WriteAsync(context, 400, "BadRequest", "An expression is nested too deep; at most 1000 levels are computed.");
        }
        catch (DbException wrong) when (wrong.Message.StartsWith("Out of Memory Error", StringComparison.Ordinal) && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "60";
            await WriteAsync(context, 503, "TooLarge", "The answer needs more memory than is free. Ask for less: filter first, make fewer or shorter columns; or try again later.");
        }
        catch (OperationCanceledException) when (context.Response.HasStarted)
        {
            context.Abort(); // its reader took too long, and must not take the part for the whole
        }
        catch (OperationCanceledException)
        {
            context.Response.Headers.RetryAfter = "60";
            await WriteAsync(context, 503, "TooSlow", "The publication asked for is still being made ready. Try again shortly.");
        }
        catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, wrong.StatusCode, "BadRequest", wrong.StatusCode == 413 ? "The body is too long." : "The body could not be read.");
        }
        catch (Exception fault)
        {
            LogFault(logger, fault, context.TraceIdentifier);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await WriteAsync(context, 500, "InternalError", "Something of ours failed. The log has it under this request id.");
        }
        finally
        {
            await audit.AddAsync(context);
        }
    }

    /// <summary>Answers with OData's error object.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.TryAdd("OData-Version", "4.0");
        foreach (var header in new[] { "ETag", "Content-Disposition", "Content-Length", "Preference-Applied" })
            context.Response.Headers.Remove(header);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, FeedJson.Options);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteString("@outcomes.requestId", context.TraceIdentifier);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What DuckDB says where the reader's own expression meets a value it cannot be computed of.</summary>
    private static bool IsOfValues(DbException wrong) =>
        wrong.Message.StartsWith("Out of Range Error", StringComparison.Ordinal)
        || wrong.Message.StartsWith("Conversion Error", StringComparison.Ordinal)
        || (wrong.Message.StartsWith("Invalid Input Error", StringComparison.Ordinal) && wrong.Message.Contains("division by zero", StringComparison.Ordinal));

    [LoggerMessage(LogLevel.Error, "Request {Id} failed")]
    private static partial void LogFault(ILogger logger, Exception fault, string id);
}
