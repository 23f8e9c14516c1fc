using System.Text.RegularExpressions;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Microsoft.OData.UriParser.Aggregation;

namespace Outcomes.Functions.Api;

/// <summary>What a request for a set asks for.</summary>
internal enum Answer
{
    /// <summary>Rows, a page at a time.</summary>
    Rows,
    /// <summary>How many rows, as text.</summary>
    Count,
    /// <summary>One row, by its key.</summary>
    Row,
    /// <summary>One property of one row, as JSON.</summary>
    Property,
    /// <summary>One property of one row, as text.</summary>
    RawValue,
}

/// <summary>A request for rows of a set, read by Microsoft's parser against the model; nothing of it is SQL yet.</summary>
internal sealed partial record FeedRequest
{
    private static readonly ODataUriResolver Resolver = new ExactNumbers { EnableCaseInsensitive = true };

    /// <summary>The set asked.</summary>
    public required FeedSet Set { get; init; }

    /// <summary>What of it.</summary>
    public required Answer Answer { get; init; }

    /// <summary>The options as they came.</summary>
    public required QueryOptions Options { get; init; }

    /// <summary>The key in the path: a value for each key property; empty without one.</summary>
    public required IReadOnlyList<KeyValuePair<string, object>> Key { get; init; }

    /// <summary>The property in the path, or null.</summary>
    public required string? Property { get; init; }

    /// <summary>The steps of $apply, in order.</summary>
    public required IReadOnlyList<TransformationNode> Apply { get; init; }

    /// <summary>$filter, or null.</summary>
    public required FilterClause? Filter { get; init; }

    /// <summary>$orderby, the first part first.</summary>
    public required IReadOnlyList<OrderByClause> Order { get; init; }

    /// <summary>The names $select gives; empty: all.</summary>
    public required IReadOnlyList<string> Selected { get; init; }

    /// <summary>Values of the <c>@</c> aliases.</summary>
    public required IDictionary<string, SingleValueNode> Aliases { get; init; }

    /// <summary>Reads the part of the path after the service root, and the options.</summary>
    /// <exception cref="RefusalException">400, 404 or 501.</exception>
    public static FeedRequest Read(FeedModel model, string path, QueryOptions options)
    {
        try
        {
            return Parse(model, ParsePath(model, WithoutAliases(path, options)), options);
        }
        catch (Exception wrong) when (wrong is not RefusalException)
        {
            // The parser throws many kinds of exception for text it cannot read; whatever the kind, the text is at fault.
            if (options.Unreadable() is { } beyond)
                throw RefusalException.NotSupported($"'{beyond.Trim()}'");
            throw RefusalException.Malformed(wrong switch
            {
                ODataException { Message: var message } when message.Contains("Recursion depth", StringComparison.Ordinal) =>
                    $"An expression has too many terms or is nested too deep; at most {MostTerms} are read. A list of values fits after 'in'.",
                ODataException => wrong.Message,
                _ => "The request could not be read as OData.",
            });
        }
    }

    /// <summary>The parser's own limit of terms and of depth.</summary>
    private const int MostTerms = 800;

    /// <summary>Parts of $orderby and steps of $apply that are read.</summary>
    private const int MostParts = 32;

    /// <summary>Columns that all steps of $apply may make together.</summary>
    private const int MostMade = 100;

    private static int Made(TransformationNode step) => step switch
    {
        AggregateTransformationNode aggregate => aggregate.AggregateExpressions.Count(),
        ComputeTransformationNode compute => compute.Expressions.Count(),
        GroupByTransformationNode { ChildTransformations: { } child } => Made(child),
        _ => 0,
    };

    private static ODataPath ParsePath(FeedModel model, string path)
    {
        var root = new Uri("http://feed/");
        if (path.Split('/').Any(part => part is "." or ".."))
            throw RefusalException.NotFound("There is nothing at this path.");
        var parser = new ODataUriParser(model.Edm, root, new Uri(root, "./" + path)) { Resolver = Resolver, UrlKeyDelimiter = ODataUrlKeyDelimiter.Parentheses };
        try
        {
            return parser.ParsePath();
        }
        catch (ODataException wrong) when (wrong is ODataUnrecognizedPathException || !path.Contains('('))
        {
            throw RefusalException.NotFound("There is nothing at this path. The service document, at the feed's root, lists the sets.");
        }
    }

    private static FeedRequest Parse(FeedModel model, ODataPath path, QueryOptions options)
    {
        var (answer, key, property) = path.ToArray() switch
        {
            [EntitySetSegment] => (Answer.Rows, default(KeySegment), default(string)),
            [EntitySetSegment, CountSegment] => (Answer.Count, null, null),
            [EntitySetSegment, KeySegment at] => (Answer.Row, at, null),
            [EntitySetSegment, KeySegment at, PropertySegment of] => (Answer.Property, at, of.Property.Name),
            [EntitySetSegment, KeySegment at, PropertySegment of, ValueSegment] => (Answer.RawValue, at, of.Property.Name),
            [EntitySetSegment, .., var last] => throw RefusalException.NotSupported($"The path segment '{last.Identifier ?? last.GetType().Name}' after an entity set"),
            _ => throw RefusalException.NotSupported("This path"),
        };
        Refuse(options, answer);
        var parser = new ODataQueryOptionParser(model.Edm, path, options.All) { Resolver = Resolver };
        var (apply, filter, order, select) = (parser.ParseApply(), parser.ParseFilter(), parser.ParseOrderBy(), parser.ParseSelectAndExpand());
        if (options["$expand"] is not null)
            throw RefusalException.NotSupported("The query option '$expand'");
        if (Clauses(order).Count() > MostParts || apply?.Transformations.Count() > MostParts)
            throw RefusalException.Malformed($"$orderby or $apply has too many parts; at most {MostParts} are read.");
        if (apply?.Transformations.Sum(Made) > MostMade)
            throw RefusalException.Malformed($"$apply makes too many columns; at most {MostMade} are made.");
        var items = select?.SelectedItems.ToArray() ?? [];
        return new()
        {
            Set = model.Of(((EntitySetSegment)path.FirstSegment).EntitySet),
            Answer = answer,
            Options = options,
            Key = key?.Keys.ToArray() ?? [],
            Property = property,
            Apply = apply?.Transformations.ToArray() ?? [],
            Filter = filter,
            Order = [.. Clauses(order)],
            Selected = items.Any(item => item is WildcardSelectItem) ? [] : [.. items.OfType<PathSelectItem>().Select(item => Only(item.SelectedPath))],
            Aliases = parser.ParameterAliasNodes,
        };
    }

    private static void Refuse(QueryOptions options, Answer answer)
    {
        foreach (var empty in options.All.Where(option => option.Value.Trim().Length == 0 && option.Key is "$filter" or "$orderby" or "$select" or "$expand" or "$apply"))
            throw RefusalException.Malformed($"{empty.Key} is empty.");
        if (options["$filter"] is [' ' or '\t', ..])
            throw RefusalException.Malformed("$filter begins with a space.");
        if (options["$select"]?.TrimEnd() is [.., ','])
            throw RefusalException.Malformed("$select ends with a comma."); // the parser takes it
        string[] allowed = answer switch
        {
            Answer.Rows => [.. options.All.Keys],
            Answer.Count => ["$filter", "$apply", "$format"],
            Answer.Row => ["$select", "$expand", "$format"],
            _ => ["$format"],
        };
        if (options.All.Keys.FirstOrDefault(name => name[0] == '$' && !allowed.Contains(name)) is { } wrong)
            throw RefusalException.Malformed($"{wrong} cannot be used on {(answer == Answer.Count ? "/$count" : "one entity")}; allowed: {string.Join(", ", allowed)}.");
    }

    private static string Only(ODataSelectPath path) => path.Count == 1 ? path.LastSegment.Identifier
        : throw RefusalException.NotSupported("A path in $select");

    private static IEnumerable<OrderByClause> Clauses(OrderByClause? first)
    {
        for (var clause = first; clause is not null; clause = clause.ThenBy)
            yield return clause;
    }

    /// <summary>An alias in a key, where a literal with a slash would not travel, is put in before the path is parsed.</summary>
    private static string WithoutAliases(string path, QueryOptions options) => AliasInKey().Replace(path, alias =>
        options[alias.Value] is { Length: > 0 } value && !value.StartsWith('@') ? Uri.EscapeDataString(value)
            : throw RefusalException.Malformed($"The key names {alias.Value}, which the query does not give."));

    [GeneratedRegex(@"(?<=[(,=])@[A-Za-z_]\w*(?=[,)])", RegexOptions.CultureInvariant)]
    private static partial Regex AliasInKey();

    /// <summary>The parser takes a long number for a Decimal and then will not compare it with a Double; the text is what counts, so it is a Double.</summary>
    private sealed class ExactNumbers : ODataUriResolver
    {
        public override void PromoteBinaryOperandTypes(BinaryOperatorKind kind, ref SingleValueNode left, ref SingleValueNode right, out IEdmTypeReference type)
        {
            (left, right) = (BesideDouble(left, right), BesideDouble(right, left));
            base.PromoteBinaryOperandTypes(kind, ref left, ref right, out type);
        }

        private static SingleValueNode BesideDouble(SingleValueNode node, SingleValueNode other) =>
            node is ConstantNode { Value: decimal value, LiteralText: { } text } && other.TypeReference?.IsDouble() == true
                ? new ConstantNode((double)value, text, EdmCoreModel.Instance.GetDouble(false)) : node;
    }
}
