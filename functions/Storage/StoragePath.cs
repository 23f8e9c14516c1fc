namespace Outcomes.Functions.Storage;

/// <summary>Which paths a store takes: relative, '/'-separated, the same on a directory and in a blob container.</summary>
public static class StoragePath
{
    private const int LongestPath = 1024;

    /// <summary>Gives the path back, or refuses it.</summary>
    /// <exception cref="ArgumentException">It could lead out of the store, or means different files on different stores.</exception>
    public static string Check(string path)
    {
        var reason =
            path.Length is 0 or > LongestPath ? $"it has {path.Length} characters; allowed are 1 to {LongestPath}"
            : path.Any(char.IsControl) ? "it holds a control character"
            : path.Contains('\\') ? "it holds a backslash; folders are separated by '/'"
            : path.Split('/').Select(Refusal).FirstOrDefault(refusal => refusal is not null);
        return reason is null ? path : throw new ArgumentException($"The path '{path}' is refused: {reason}.", nameof(path));
    }

    private static string? Refusal(string segment) =>
        segment.Length == 0 ? "it starts or ends with '/', or has two in a row"
        : segment[0] == '.' ? $"'{segment}' begins with a dot, which is kept for the store's own files and never leads out of it"
        : segment[^1] is '.' or ' ' ? $"'{segment}' ends with a dot or a space, which some file systems drop"
        : segment.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 ? $"'{segment}' holds a character that file names may not have here"
        : null;
}
