namespace Outcomes.Analytics.Effects;

/// <summary>What is said of an aim: the first of these that holds.</summary>
public enum Verdict
{
    /// <summary>Its day has not come; no estimate is served.</summary>
    TooEarly,

    /// <summary>Something stands against an estimate; the reason says what.</summary>
    NotAssessed,

    /// <summary>It went up, by the claim rule.</summary>
    Increased,

    /// <summary>It went down, by the claim rule.</summary>
    Decreased,

    /// <summary>Any change is within ± what is worth having, by the 95 % interval.</summary>
    NoWorthwhileEffect,

    /// <summary>It cannot be told.</summary>
    InsufficientEvidence,
}
