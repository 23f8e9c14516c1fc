using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Vocabularies;
using Microsoft.OData.Edm.Vocabularies.V1;

namespace Outcomes.Functions.Api;

/// <summary>What $metadata says the feed can and cannot do, in the terms of the OASIS vocabularies Core, Capabilities and Aggregation.</summary>
/// <remarks>AsynchronousRequestsSupported is not claimed: <c>respond-async</c> is ignored.</remarks>
internal static class FeedCapabilities
{
    /// <summary>Annotates a model whose container is complete.</summary>
    public static void Annotate(EdmModel model, IReadOnlyList<FeedSet> sets)
    {
        var container = model.EntityContainer;
        Add(model, container, Core("ODataVersions"), new EdmStringConstant("4.0 4.01"));
        Add(model, container, Capability("SupportedFormats"), Texts("application/json;odata.metadata=minimal;IEEE754Compatible=false", "application/json;odata.metadata=none"));
        Add(model, container, Capability("FilterFunctions"), Texts([.. Functions.Names]));
        Add(model, container, Capability("BatchSupported"), new EdmBooleanConstant(true));
        Add(model, container, Capability("QuerySegmentSupported"), new EdmBooleanConstant(true));
        Add(model, container, Capability("KeyAsSegmentSupported"), new EdmBooleanConstant(false));
        Add(model, container, Capability("CrossJoinSupported"), new EdmBooleanConstant(false));
        foreach (var set in sets)
        {
            Add(model, set.EntitySet, Core("Description"), new EdmStringConstant(set.Contract.Title));
            Add(model, set.EntitySet, new EdmTerm("Org.OData.Aggregation.V1", "ApplySupported", EdmCoreModel.Instance.GetUntyped()),
                new EdmRecordExpression(new EdmPropertyConstructor("Transformations", Texts([.. ApplySql.Transformations]))));
            Add(model, set.EntitySet, Capability("FilterRestrictions"), new EdmRecordExpression(Filter(set)));
            foreach (var (term, property) in new[] { ("SearchRestrictions", "Searchable"), ("ExpandRestrictions", "Expandable"), ("InsertRestrictions", "Insertable"), ("UpdateRestrictions", "Updatable"), ("DeleteRestrictions", "Deletable") })
                Add(model, set.EntitySet, Capability(term), new EdmRecordExpression(new EdmPropertyConstructor(property, new EdmBooleanConstant(false))));
        }
        model.SetEdmReferences([Reference("Core"), Reference("Capabilities"), Reference("Aggregation")]);
    }

    /// <summary>Adds one annotation, written where it belongs.</summary>
    public static void Add(EdmModel model, IEdmVocabularyAnnotatable target, IEdmTerm term, IEdmExpression value)
    {
        var annotation = new EdmVocabularyAnnotation(target, term, value);
        annotation.SetSerializationLocation(model, EdmVocabularyAnnotationSerializationLocation.Inline);
        model.AddVocabularyAnnotation(annotation);
    }

    /// <summary>A term of Org.OData.Core.V1.</summary>
    public static IEdmTerm Core(string name) => CoreVocabularyModel.Instance.FindDeclaredTerm($"Org.OData.Core.V1.{name}");

    private static IEdmTerm Capability(string name) => CapabilitiesVocabularyModel.Instance.FindDeclaredTerm($"Org.OData.Capabilities.V1.{name}");

    /// <summary>A set with a grain and a level holds the same figures at several roll-ups, so a reader must filter to one of each.</summary>
    private static IEnumerable<IEdmPropertyConstructor> Filter(FeedSet set) =>
        set.Contract.Column("grain") is null || set.Contract.Column("level") is null ? [new EdmPropertyConstructor("Filterable", new EdmBooleanConstant(true))] :
        [
            new EdmPropertyConstructor("RequiresFilter", new EdmBooleanConstant(true)),
            new EdmPropertyConstructor("RequiredProperties", new EdmCollectionExpression(new EdmPropertyPathExpression("grain"), new EdmPropertyPathExpression("level"))),
        ];

    private static EdmCollectionExpression Texts(params string[] texts) => new(texts.Select(text => new EdmStringConstant(text)));

    private static EdmReference Reference(string vocabulary)
    {
        var reference = new EdmReference(new Uri($"https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.{vocabulary}.V1.xml"));
        reference.AddInclude(new EdmInclude(vocabulary, $"Org.OData.{vocabulary}.V1"));
        return reference;
    }
}
