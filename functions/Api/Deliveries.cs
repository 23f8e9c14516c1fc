using System.Collections.Concurrent;
using System.IO.Enumeration;
using Microsoft.AspNetCore.Http.Features;
using Outcomes.Functions.Api.Access;
using Outcomes.Functions.Ingestion;
using Outcomes.Functions.Sources;

namespace Outcomes.Functions.Api;

/// <summary>Files sent to a source: <c>POST /ingest/{source}?name=orders-2026-05.csv</c> with the file as its body, or a form with one file. For role engineer.</summary>
/// <remarks>The file is put where the source's <c>files:</c> looks, whole or not at all; then the source is run, and what is in the lake is published.</remarks>
/// <param name="sources">The council's sources.</param>
/// <param name="limits">How large a file may be.</param>
public sealed class Deliveries(IReadOnlyList<Source> sources, RawLimits limits)
{
    private readonly ConcurrentQueue<string> arrived = [];

    /// <summary>The sources that files may be sent to.</summary>
    public IReadOnlyList<Source> Open { get; } = [.. sources.Where(source => FolderOf(source) is not null)];

    /// <summary>Told what arrives.</summary>
    public Bulletin Bulletin { get; } = new();

    /// <summary>The sources with a file that came since this was asked last, each once.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (arrived.TryDequeue(out var source))
            if (!taken.Contains(source))
                taken.Add(source);
        return taken;
    }

    /// <summary>Answers a POST.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (Caller.Of(context).Role < Role.Engineer)
            throw new RefusalException(403, "Forbidden", "Only an engineer may send files. A key is made by 'keys make NAME --role Engineer'.");
        var source = Open.FirstOrDefault(source => source.Name == context.Request.RouteValues["source"] as string)
            ?? throw RefusalException.NotFound($"No source of that name takes files; allowed: {string.Join(", ", Open.Select(source => source.Name))}.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.MaxBytes;
        var sent = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted)).Files.SingleOrDefault() : null;
        if (context.Request.HasFormContentType && sent is null)
            throw RefusalException.Malformed("The form holds no file, or several; send one.");
        var name = NameFor(source, context.Request.Query["name"].FirstOrDefault() ?? sent?.FileName);
        await using var body = sent?.OpenReadStream() ?? context.Request.Body;
        await SaveAsync(source, name, body, context.RequestAborted);
        arrived.Enqueue(source.Name);
        Bulletin.Report($"{source.Name}: {name} arrived.");
        if (sent is not null)
        {
            context.Response.Redirect("/data");
            return;
        }
        context.Response.StatusCode = 202;
        context.Response.Headers.Location = "/data";
    }

    /// <summary>The folder where a source's files lie; null where its pattern has no one folder in the council's own, so that nothing can be put there.</summary>
    private static string? FolderOf(Source source)
    {
        var folder = Path.GetDirectoryName(source.Files) ?? "";
        if (Path.IsPathRooted(source.Files) || folder.AsSpan().IndexOfAny('*', '?') >= 0 || folder.Split('/', '\\').Contains("..") || source.Files.Length == 0)
            return null;
        return Path.GetFullPath(Path.Combine(source.Folder, folder));
    }

    private static string NameFor(Source source, string? name)
    {
        var pattern = Path.GetFileName(source.Files);
        if (string.IsNullOrEmpty(name) || name.Length > 200 || name[0] == '.' || name.AsSpan().IndexOfAny('/', '\\', ':') >= 0 || name.Any(char.IsControl) || !FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            throw RefusalException.Malformed($"The file's name is '{name}'; allowed: a name like {pattern}, given by name= or with the form's file.");
        return name;
    }

    private async Task SaveAsync(Source source, string name, Stream body, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(FolderOf(source)!).FullName;
        var part = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
                await body.CopyToAsync(file, cancellationToken);
            if (new FileInfo(part).Length == 0)
                throw RefusalException.Malformed("The file is empty.");
            if (new FileInfo(part).Length > limits.MaxBytes)
                throw new RefusalException(413, "TooLarge", $"The file is larger than {limits.MaxBytes} bytes, which the setting Raw:MaxBytes allows.");
            File.Move(part, Path.Combine(folder, name), overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
