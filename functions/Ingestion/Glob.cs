using System.IO.Enumeration;

namespace Outcomes.Functions.Ingestion;

/// <summary>Files under a folder that match a pattern: <c>*</c> and <c>?</c> within a name, <c>**</c> for any number of folders, a leading <c>../</c> out of it.</summary>
public static class Glob
{
    /// <summary>Matching paths, '/'-separated and relative to <paramref name="folder"/> as the pattern is, in no order.</summary>
    public static IEnumerable<string> Match(string folder, string pattern) =>
        Match(folder, "", pattern.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Match(string folder, string shown, ReadOnlyMemory<string> parts)
    {
        var (part, rest) = (parts.Span[0], parts[1..]);
        if (rest.IsEmpty && part != "**")
            return Entries(folder, part, Directory.EnumerateFiles).Select(name => shown + name);
        if (part == "**")
            return Match(folder, shown, rest.IsEmpty ? new[] { "*" } : rest)
                .Concat(Entries(folder, "*", Directory.EnumerateDirectories)
                    .SelectMany(name => Match(Path.Combine(folder, name), $"{shown}{name}/", parts)));
        var folders = part is "." or ".." ? [part] : Entries(folder, part, Directory.EnumerateDirectories);
        return folders.SelectMany(name => Match(Path.Combine(folder, name), $"{shown}{name}/", rest));
    }

    private static IEnumerable<string> Entries(string folder, string pattern, Func<string, IEnumerable<string>> list) =>
        Directory.Exists(folder)
            ? list(folder).Select(path => Path.GetFileName(path)).Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            : [];
}
