namespace Outcomes.Functions.Ingestion;

/// <summary>One source cannot be read or mapped; the others go on.</summary>
/// <param name="source">The source's name.</param>
/// <param name="message">What was found, what is allowed and what to do.</param>
/// <param name="inner">What failed underneath, or null.</param>
public sealed class SourceException(string source, string message, Exception? inner = null) : Exception($"{source}: {message}", inner);
