namespace Outcomes.Functions.Api.Access;

/// <summary>What a caller may do; each may do what the one before may.</summary>
public enum Role
{
    /// <summary>Read published figures, as a feed or as files.</summary>
    Reader,

    /// <summary>Also see how a figure came about, and the rows behind it where the council allows that.</summary>
    Analyst,

    /// <summary>Also send files to sources.</summary>
    Engineer,
}
