using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;
using Outcomes.Analytics;

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
}

/// <summary>A request for rows of a set, parsed and translated; nothing of it has been run.</summary>
internal sealed record FeedRequest
{
    private static readonly ODataUriResolver Resolver = new ExactNumbers { EnableCaseInsensitive = true };

    /// <summary>The set asked.</summary>
    public required FeedSet Set { get; init; }

    /// <summary>What of it.</summary>
    public required Answer Answer { get; init; }

    /// <summary>The options as they came.</summary>
    public required QueryOptions Options { get; init; }

    /// <summary>The columns to write, in the set's order.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>Whether $select names columns, so that the context names them.</summary>
    public required bool IsSelection { get; init; }

    /// <summary>SQL of the condition; "true" where there is none.</summary>
    public required string Where { get; init; }

    /// <summary>SQL of what the rows are ordered by, before their stored order.</summary>
    public required IReadOnlyList<(string Sql, bool Descending)> Order { get; init; }

    /// <summary>The translation, with the parameters of <see cref="Where"/> and <see cref="Order"/>.</summary>
    public required FilterSql Filter { get; init; }

    /// <summary>Parses the part of the path after the service root, and the options.</summary>
    /// <exception cref="RefusalException">400, 404 or 501.</exception>
    public static FeedRequest Read(FeedModel model, string path, QueryOptions options)
    {
        try
        {
            return Translate(model, ParsePath(model, path), options);
        }
        catch (Exception wrong) when (wrong is not RefusalException)
        {
            // The parser throws many kinds of exception for text it cannot read; whatever the kind, the text is at fault.
            if (options.Unreadable() is { } beyond)
                throw RefusalException.NotSupported($"'{beyond.Trim()}'");
            throw RefusalException.Malformed(wrong is ODataException ? wrong.Message : "The request could not be read as OData.");
        }
    }

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

    private static FeedRequest Translate(FeedModel model, ODataPath path, QueryOptions options)
    {
        var answer = path.ToArray() switch
        {
            [EntitySetSegment] => Answer.Rows,
            [EntitySetSegment, CountSegment] => Answer.Count,
            [EntitySetSegment, KeySegment] => Answer.Row,
            [EntitySetSegment, .., var last] => throw RefusalException.NotSupported($"The path segment '{last.Identifier ?? last.GetType().Name}' after an entity set"),
            _ => throw RefusalException.NotSupported("This path"),
        };
        Refuse(options, answer);
        var set = model.Of(((EntitySetSegment)path.FirstSegment).EntitySet);
        var parser = new ODataQueryOptionParser(model.Edm, path, options.All) { Resolver = Resolver };
        var (filter, order, select) = (parser.ParseFilter(), parser.ParseOrderBy(), parser.ParseSelectAndExpand());
        if (options["$expand"] is not null)
            throw RefusalException.NotSupported("The query option '$expand'");
        var sql = new FilterSql(set, parser.ParameterAliasNodes);
        var selected = select?.SelectedItems.OfType<PathSelectItem>().Select(item => item.SelectedPath.LastSegment.Identifier).ToHashSet();
        var all = selected is null or { Count: 0 } || select!.SelectedItems.OfType<WildcardSelectItem>().Any();
        return new()
        {
            Set = set,
            Answer = answer,
            Options = options,
            Columns = all ? set.Contract.Columns : [.. set.Contract.Columns.Where(column => selected!.Contains(column.Name))],
            IsSelection = !all,
            Where = answer == Answer.Row ? KeyCondition((KeySegment)path.LastSegment, sql)
                : filter is null ? "true" : sql.Condition(filter.Expression),
            Order = [.. Clauses(order).Select(clause => (Term: sql.Translate(clause.Expression), clause.Direction))
                .Where(clause => !clause.Term.IsConstant).Select(clause => (sql.Sql(clause.Term), clause.Direction == OrderByDirection.Descending))],
            Filter = sql,
        };
    }

    private static void Refuse(QueryOptions options, Answer answer)
    {
        foreach (var empty in options.All.Where(option => option.Value.Trim().Length == 0 && option.Key is "$filter" or "$orderby" or "$select" or "$expand"))
            throw RefusalException.Malformed($"{empty.Key} is empty.");
        string[] allowed = answer switch
        {
            Answer.Rows => [.. options.All.Keys],
            Answer.Count => ["$filter", "$format"],
            _ => ["$select", "$expand", "$format"],
        };
        if (options.All.Keys.FirstOrDefault(name => name[0] == '$' && !allowed.Contains(name)) is { } wrong)
            throw RefusalException.Malformed($"{wrong} cannot be used on {(answer == Answer.Count ? "/$count" : "one entity")}; allowed: {string.Join(", ", allowed)}.");
    }

    private static string KeyCondition(KeySegment segment, FilterSql sql) => string.Join(" and ", segment.Keys.Select(key =>
        key.Value is QueryToken ? throw RefusalException.NotSupported("An alias in a key") : sql.IsValue(key.Key, key.Value)));

    private static IEnumerable<OrderByClause> Clauses(OrderByClause? first)
    {
        for (var clause = first; clause is not null; clause = clause.ThenBy)
            yield return clause;
    }

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
