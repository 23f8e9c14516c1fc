namespace Outcomes.Analytics;

/// <summary>
/// A <c>.sql</c> file of a council folder or of the product: front matter as leading line comments, then SQL in DuckDB's dialect.
/// </summary>
/// <remarks>
/// Front matter is the leading run of lines that begin with <c>--</c>; without the <c>--</c> and one space they are YAML, and line
/// numbers are the file's own. (Not a block comment: DuckDB nests those, and globs and cron lines contain their marks.)
/// </remarks>
/// <param name="Path">Where the file lies.</param>
/// <param name="Root">The folder that messages name it relative to: a council folder, or one of the product's own.</param>
/// <param name="ShownPath">How messages name it.</param>
/// <param name="FrontMatter">The YAML mapping at its head.</param>
/// <param name="Sql">Everything after the front matter and the empty lines that follow it, as written.</param>
/// <param name="SqlLine">1-based line at which <paramref name="Sql"/> starts.</param>
public sealed record SqlFile(string Path, string Root, string ShownPath, FrontMatter FrontMatter, string Sql, int SqlLine)
{
    /// <summary>File name without folder and extension: the id of the source, measure or dataset the file defines.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Reads a file. What is wrong with its front matter is added to <paramref name="faults"/>; the rest is still returned.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">Folder that messages name the file relative to.</param>
    /// <param name="faults">Collects every fault of the file.</param>
    public static SqlFile Read(string path, string root, ICollection<Fault> faults)
    {
        var shown = System.IO.Path.GetRelativePath(root, path).Replace('\\', '/');
        var lines = File.ReadAllText(path).TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        var head = lines.TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var yaml = string.Join('\n', head.Select(line => line.Length > 2 && line[2] == ' ' ? line[3..] : line[2..]));
        var sql = lines.Skip(head.Length).SkipWhile(string.IsNullOrWhiteSpace).ToArray();
        return new(path, root, shown, FrontMatter.Parse(yaml, shown, faults), string.Join('\n', sql), lines.Length - sql.Length + 1);
    }
}
