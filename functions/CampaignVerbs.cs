using System.Text.Json;
using Outcomes.Analytics;
using Outcomes.Analytics.Effects;
using Outcomes.Functions.Evaluations;

namespace Outcomes.Functions;

/// <summary>What the commands about campaigns do: register, plan, evaluate.</summary>
/// <param name="composition">What is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="terminal">Where it tells.</param>
internal sealed class CampaignVerbs(Composition composition, TimeProvider time, Terminal terminal)
{
    /// <summary>Writes down what a campaign is meant to do.</summary>
    /// <exception cref="ArgumentException">There is no such campaign, or it has no aim.</exception>
    public async Task<int> RegisterAsync(string campaign, CancellationToken cancellationToken)
    {
        using var snapshot = await composition.Lake.SnapshotAsync(cancellationToken);
        using var warehouse = Warehouse.Open(snapshot, composition.Council.Datasets);
        var registration = CampaignRegistration.Of(warehouse, campaign, LocalDay.Of(time.GetUtcNow()));
        var before = await RegistrationsAsync(composition.Records, cancellationToken);
        if (before.LastOrDefault(one => one.Campaign == campaign) is { } last && last.Hash == registration.Hash)
        {
            terminal.Say($"{campaign} is registered as it stands since {last.On:yyyy-MM-dd}: {last.Hash}.");
            return 0;
        }
        await composition.Records.AppendAsync(CampaignRegistration.RecordKind, JsonSerializer.SerializeToElement(registration, JsonSerializerOptions.Web), cancellationToken);
        terminal.Say($"{campaign} is registered on {registration.On:yyyy-MM-dd}: {registration.Hash}.");
        terminal.Say(registration.Content);
        if (registration.Starts < registration.On)
            terminal.Say($"It started on {registration.Starts:yyyy-MM-dd}: every figure will say that it was registered after the start.");
        if (before.Any(one => one.Campaign == campaign))
            terminal.Say("It was registered otherwise before; what differs shows on every figure where the start is past.");
        return 0;
    }

    /// <summary>Says what a campaign could show at all.</summary>
    /// <exception cref="ArgumentException">There are no such figures.</exception>
    public async Task<int> PlanAsync(string measure, string? service, string? area, int weeks, double worthPercent, CancellationToken cancellationToken)
    {
        if (worthPercent is not (> 0 and <= 100))
            throw new ArgumentException($"--worth is {worthPercent}; allowed: a per cent above 0, such as 10.");
        using var snapshot = await composition.Lake.SnapshotAsync(cancellationToken);
        var (council, now) = (composition.Council, time.GetUtcNow());
        var inputs = new PublicationInputs
        {
            Lake = snapshot,
            Datasets = council.Datasets,
            Sets = council.Sets,
            Measures = council.Measures,
            AsOf = now,
            Created = now,
            Sources = [.. council.Sources.Select(source => new PublishedSource(source.Name, source.Dataset.Name, source.Title, [.. source.Breaks.Select(found => new DefinitionBreak(found.Column, found.From, found.Note))]))],
        };
        var plan = CampaignPlan.Of(inputs, measure, service, area, weeks, worthPercent / 100);
        foreach (var line in plan.Text)
            terminal.Say(line);
        return 0;
    }

    /// <summary>Writes an evaluation: Markdown with a chart a file, and one HTML page with the charts in it.</summary>
    /// <exception cref="ArgumentException">Nothing is published, or there is no such campaign.</exception>
    public async Task<int> EvaluateAsync(string campaign, string folder, CancellationToken cancellationToken)
    {
        var publication = await composition.Publications.CurrentAsync(cancellationToken) ?? throw new ArgumentException("Nothing is published yet; run 'publish' first.");
        await composition.Publications.FetchAsync(publication, cancellationToken);
        using var snapshot = await composition.Lake.SnapshotAsync(cancellationToken);
        using var warehouse = Warehouse.Open(snapshot, composition.Council.Datasets);
        var evaluation = Evaluation.Read(publication, composition.Publications.Folder, warehouse, campaign);
        var name = string.Concat(campaign.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_'));
        var (markdown, html) = (Path.Combine(Directory.CreateDirectory(folder).FullName, $"{name}.md"), Path.Combine(folder, $"{name}.html"));
        await File.WriteAllTextAsync(markdown, EvaluationText.Markdown(evaluation), cancellationToken);
        foreach (var effect in evaluation.Series)
            await File.WriteAllTextAsync(Path.Combine(folder, $"chart-{effect.Key}.svg"), EvaluationChart.Svg(evaluation, effect.Key), cancellationToken);
        await File.WriteAllTextAsync(html, EvaluationText.Html(evaluation), cancellationToken);
        terminal.Say($"Written: {markdown}, {html} and {evaluation.Series.Count} charts.");
        return 0;
    }

    /// <summary>Every registration ever made, the earliest first.</summary>
    public static async Task<IReadOnlyList<CampaignRegistration>> RegistrationsAsync(Ingestion.Records records, CancellationToken cancellationToken) =>
        [.. (await records.ListAsync(CampaignRegistration.RecordKind, cancellationToken)).Select(record => record.Content.Deserialize<CampaignRegistration>(JsonSerializerOptions.Web)
            ?? throw new IOException($"The record {record.Kind} {record.Id} cannot be read. Restore the records from their backup."))];
}
