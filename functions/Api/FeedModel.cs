using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Vocabularies;
using Outcomes.Analytics;

namespace Outcomes.Functions.Api;

/// <summary>One entity set of the feed: a published set's contract with its names in the feed.</summary>
/// <param name="Contract">The contract; its name is the serving file's table.</param>
/// <param name="EntitySet">PascalCase of that name, with one property a column.</param>
public sealed record FeedSet(Dataset Contract, IEdmEntitySet EntitySet)
{
    /// <summary>The columns every set of figures has, beside id.</summary>
    public static readonly IReadOnlyList<string> Figures = ["value", "numerator", "denominator", "status", "measure", "period", "service", "area", "channel", "platform"];

    /// <summary>The table, quoted.</summary>
    public string Table => Duck.Name(Contract.Name);

    /// <summary>Whether its rows are figures: a measure's value for a period and a combination of dimensions.</summary>
    public bool HoldsFigures { get; } = Figures.Append("id").All(name => Contract.Column(name) is not null);
}

/// <summary>What the feed offers: the contracts of analytics/sets as an Edm model, with every description and unit in it.</summary>
/// <remarks>OData CSDL 4.01; annotations of the OASIS vocabularies Core and Capabilities. Made once a process.</remarks>
public sealed class FeedModel
{
    private readonly EdmModel model = new();

    /// <summary>A model of contracts read already.</summary>
    /// <exception cref="InvalidDataException">A column's type has no place in a feed.</exception>
    public FeedModel(IEnumerable<Dataset> contracts)
    {
        var container = new EdmEntityContainer("Outcomes.Feed", "Feed");
        Sets = [.. contracts.Select(contract => new FeedSet(contract, container.AddEntitySet(Pascal(contract.Name), Type(contract))))];
        model.AddElement(container);
        FeedCapabilities.Annotate(model, Sets);
    }

    /// <summary>For the URL parser and for $metadata.</summary>
    public IEdmModel Edm => model;

    /// <summary>The sets by name.</summary>
    public IReadOnlyList<FeedSet> Sets { get; }

    /// <summary>The set behind a parsed path.</summary>
    public FeedSet Of(IEdmNavigationSource source) => Sets.Single(set => set.EntitySet == source);

    /// <summary>Reads the contracts that lie beside the program, or in another folder.</summary>
    /// <exception cref="InvalidDataException">A contract has faults, all of them told, or a column whose type has no place in a feed.</exception>
    public static FeedModel Read(string? folder = null)
    {
        folder ??= Path.Combine(AppContext.BaseDirectory, "sets");
        var faults = new List<Fault>();
        var contracts = Directory.GetFiles(folder, "*.sql").Order(StringComparer.Ordinal)
            .Select(path => Dataset.Read(SqlFile.Read(path, folder, faults), faults)).ToArray();
        if (faults.Count > 0)
            throw new InvalidDataException(string.Join('\n', faults));
        return new(contracts.OfType<Dataset>());
    }

    private EdmEntityType Type(Dataset contract)
    {
        var type = new EdmEntityType("Outcomes.Feed", Pascal(contract.Name));
        foreach (var column in contract.Columns)
        {
            var property = type.AddStructuralProperty(column.Name, EdmTypeOf(contract, column));
            if (contract.Key.Contains(column.Name))
                type.AddKeys(property);
            FeedCapabilities.Add(model, property, FeedCapabilities.Core("Description"), new EdmStringConstant(column.Description
                + (column.Unit is null ? "" : $" [{column.Unit}]")
                + (column.Allowed.Count == 0 ? "" : $" (one of {string.Join(", ", column.Allowed)})")));
        }
        model.AddElement(type);
        return type;
    }

    private static IEdmTypeReference EdmTypeOf(Dataset contract, Column column)
    {
        var nullable = column.Nullable && !contract.Key.Contains(column.Name);
        var core = EdmCoreModel.Instance;
        return Kinds.Of(column.Type) switch
        {
            Kind.Text => core.GetString(nullable),
            Kind.Whole when column.Type == "INTEGER" => core.GetInt32(nullable),
            Kind.Whole => core.GetInt64(nullable),
            Kind.Real => core.GetDouble(nullable),
            Kind.Exact => core.GetDecimal(38, int.Parse(column.Type.Split(',', ')')[1]), nullable),
            Kind.Day => core.GetDate(nullable),
            Kind.Instant => core.GetTemporal(EdmPrimitiveTypeKind.DateTimeOffset, 6, nullable),
            Kind.Truth => core.GetBoolean(nullable),
            _ => throw new InvalidDataException($"{contract.File}: column '{column.Name}' is {column.Type}, which the feed cannot serve; allowed: {Kinds.Allowed}."),
        };
    }

    private static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
