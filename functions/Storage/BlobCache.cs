using System.Security.Cryptography;
using System.Text;

namespace Outcomes.Functions.Storage;

/// <summary>Local copies of blob versions, within a disk budget: the longest unused go first. Several processes may share the folder.</summary>
internal sealed class BlobCache(string folder, long budgetBytes)
{
    /// <summary>Makes a version readable at <paramref name="localPath"/>, downloading it where it is not here yet.</summary>
    public async Task CopyToAsync(string version, string localPath, Func<string, Task> download)
    {
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.GetDirectoryName(localPath)!);
        File.Delete(localPath);
        var cached = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version))));
        if (TryGive(cached, localPath))
            return;
        var arriving = $"{cached}.{Guid.NewGuid():N}.arriving";
        try
        {
            await download(arriving);
            if (new FileInfo(arriving).Length > budgetBytes)
            {
                File.Move(arriving, localPath);
                return;
            }
            File.Move(arriving, cached, overwrite: true);
        }
        finally
        {
            File.Delete(arriving);
        }
        if (!TryGive(cached, localPath))
            throw new IOException($"The cache {folder} lost a file as it was read: something else clears this folder.");
        MakeRoom();
    }

    private static bool TryGive(string cached, string localPath)
    {
        try
        {
            if (!HardLink.TryMake(cached, localPath))
                File.Copy(cached, localPath);
            File.SetLastWriteTimeUtc(cached, TimeProvider.System.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (FileNotFoundException)
        {
            return File.Exists(localPath); // not here, or gone to make room just after it was given
        }
    }

    private void MakeRoom()
    {
        var kept = 0L;
        foreach (var file in new DirectoryInfo(folder).GetFiles().Where(file => file.Exists).OrderByDescending(file => file.LastWriteTimeUtc))
            if ((kept += file.Length) > budgetBytes)
                File.Delete(file.FullName);
    }
}
