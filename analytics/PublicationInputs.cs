using System.Text.Json.Serialization;
using Outcomes.Analytics.Disclosure;
using Outcomes.Analytics.Effects;

namespace Outcomes.Analytics;

/// <summary>Everything a publication is made from: equal inputs give equal files.</summary>
public sealed record PublicationInputs
{
    /// <summary>The lake as it stood.</summary>
    public required LakeSnapshot Lake { get; init; }

    /// <summary>Every dataset's contract.</summary>
    public required IReadOnlyList<Dataset> Datasets { get; init; }

    /// <summary>The contracts of analytics/sets.</summary>
    public required IReadOnlyList<Dataset> Sets { get; init; }

    /// <summary>What is published.</summary>
    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>The time the figures are made for: it decides what is provisional and how late a source is.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The time it is.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Every source of the council.</summary>
    public IReadOnlyList<PublishedSource> Sources { get; init; } = [];

    /// <summary>The history of runs to publish.</summary>
    public IReadOnlyList<Run> Runs { get; init; } = [];

    /// <summary>The publications that are kept, oldest first; the last is the one before this. Its files must lie in the output folder.</summary>
    public IReadOnlyList<Publication> Kept { get; init; } = [];

    /// <summary>What was registered of campaigns, the earliest first.</summary>
    public IReadOnlyList<CampaignRegistration> Registrations { get; init; } = [];

    /// <summary>Figures that their owners stand by, in the order they signed.</summary>
    public IReadOnlyList<SignOff> SignOffs { get; init; } = [];

    /// <summary>What the council checks of datasets, beside what is checked of every one.</summary>
    public IReadOnlyList<DatasetCheck> Checks { get; init; } = [];

    /// <summary>Share of what was asked for under which a figure is missing.</summary>
    public double MinimumCoverage { get; init; } = 0.8;

    /// <summary>From how many bytes on measures are read by months, and how many months at a time; null: as <see cref="Warehouse"/> has it.</summary>
    internal (long Bytes, int Months)? Cut { get; init; }

    /// <summary>What may be shown of counts about people.</summary>
    public DisclosureRule Rule { get; init; } = new();
}

/// <summary>A figure that its owner stands by, as it was published when they signed.</summary>
public sealed record SignOff(
    string Id, string Figure, string Measure, string Grain, string Level, DateOnly Period, string Service, string Area, string Channel, string Platform,
    string SignedBy, DateTimeOffset SignedAt, double? Value, string? Note)
{
    /// <summary>The id, as the set SignOffs calls it.</summary>
    [JsonPropertyName("sign_off")]
    public string Id { get; init; } = Id;
}

/// <summary>What is told about a source.</summary>
/// <param name="Name">File name.</param>
/// <param name="Dataset">What it delivers.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Breaks">Days from which a column means something else.</param>
public sealed record PublishedSource(string Name, string Dataset, string Title, IReadOnlyList<DefinitionBreak> Breaks)
{
    /// <summary>The credential of its own that ends first; null where nobody knows of one.</summary>
    public CredentialEnd? Credential { get; init; }

    /// <summary>Names of the files it read last.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}

/// <summary>A secret that will not be taken any more.</summary>
/// <param name="Day">Local day on which it ends.</param>
/// <param name="Setting">Name of the setting to renew; never its value.</param>
public sealed record CredentialEnd(DateOnly Day, string Setting);

/// <summary>A day from which a dataset column of one source means something else.</summary>
/// <param name="Column">The dataset's column.</param>
/// <param name="From">First day of the new meaning.</param>
/// <param name="Note">What changed.</param>
public sealed record DefinitionBreak(string Column, DateOnly From, string Note);
