namespace Outcomes.Functions.Storage;

/// <summary>A commit that is decided and could not be finished, such as on a full disk: the next who uses the lake finishes it.</summary>
public sealed class UnfinishedCommitException(string message, Exception inner) : IOException(message, inner);
