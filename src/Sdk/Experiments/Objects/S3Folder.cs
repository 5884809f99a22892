namespace Scalewright.Experiments.Objects;

/// <summary>Folders of files as objects: an export goes up, and comes back.</summary>
public static class S3Folder
{
    /// <summary>Writes each file of a folder, and those of folders in it, as an object.</summary>
    /// <param name="client">What writes.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">How the keys begin, as in <c>join-001/</c>; the path in the folder follows, with slashes.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The objects, by key.</returns>
    /// <exception cref="Services.ServiceException">A file was refused; those before it are written.</exception>
    public static async Task<ValueList<S3Object>> UploadFolderAsync(this S3Client client, string bucket, string prefix, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prefix);
        List<S3Object> objects = [];
        IEnumerable<(string File, string Key)> files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (file, prefix + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')));
        foreach ((string file, string key) in files.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            await using FileStream content = File.OpenRead(file);
            objects.Add(await client.UploadAsync(bucket, key, content, cancellationToken));
        }

        return objects.ToValueList();
    }

    /// <summary>Reads all objects whose keys begin with a prefix into a folder.</summary>
    /// <param name="client">What reads.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">How the keys begin; what follows is the path in the folder.</param>
    /// <param name="folder">The folder; made where it is missing. Files that are there are replaced, each when it is whole.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The objects, by key.</returns>
    /// <exception cref="Services.ServiceException">An object was refused.</exception>
    /// <exception cref="InvalidDataException">A key would lead out of the folder; files before it are written.</exception>
    public static async Task<ValueList<S3Object>> DownloadFolderAsync(this S3Client client, string bucket, string prefix, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prefix);
        List<S3Object> objects = [];
        await foreach (S3Object item in client.ListAsync(bucket, prefix, cancellationToken))
        {
            string file = PathOf(item.Key, prefix, folder);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            string part = file + ".part";
            try
            {
                await DownloadAsync(client, bucket, item.Key, part, cancellationToken);
                File.Move(part, file, overwrite: true);
            }
            catch
            {
                File.Delete(part);
                throw;
            }

            objects.Add(item);
        }

        return objects.ToValueList();
    }

    private static async Task DownloadAsync(S3Client client, string bucket, string key, string file, CancellationToken cancellationToken)
    {
        await using FileStream content = File.Create(file);
        await client.DownloadAsync(bucket, key, content, cancellationToken);
    }

    private static string PathOf(string key, string prefix, string folder)
    {
        string[] parts = key[prefix.Length..].Split('/');
        return parts.All(part => part is not ("" or "." or "..") && !part.AsSpan().ContainsAny('\0', '\\'))
            ? Path.Combine([folder, .. parts])
            : throw new InvalidDataException($"the key '{Printable.Escape(key)}' leads out of the folder, or is no path; remove the object, or read it by itself");
    }
}
