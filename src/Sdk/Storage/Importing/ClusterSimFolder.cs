namespace Scalewright.Storage.Importing;

/// <summary>Folder of a reference simulator, by default <c>cluster_sim</c>.</summary>
public static class ClusterSimFolder
{
    private const long MaxBytes = 512L << 20;

    /// <summary>Reads the files of a folder for <see cref="StorageCluster.ImportAsync"/>.</summary>
    /// <remarks>Of keys and certificates, only the names are read: they show which servers are registered.</remarks>
    /// <param name="folder">Path of the folder. The folder is not changed.</param>
    /// <returns>Contents by file name.</returns>
    /// <exception cref="StorageException">The folder is missing, unreadable, or larger than 512 MiB.</exception>
    public static ValueMap<string> Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Dictionary<string, string> files = new(StringComparer.Ordinal);
            long remainingBytes = MaxBytes;
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles())
            {
                remainingBytes -= file.Length;
                files[file.Name] =
                    remainingBytes >= 0
                        ? File.ReadAllText(file.FullName)
                        : throw new StorageException(
                            ProblemCode.SizeLimit,
                            folder,
                            "holds more than 512 MiB",
                            "name the folder of a simulator"
                        );
            }

            foreach (DirectoryInfo keys in new DirectoryInfo(folder).EnumerateDirectories("*_crypto"))
            {
                foreach (FileInfo key in keys.EnumerateFiles())
                {
                    files[$"{keys.Name}/{key.Name}"] = "";
                }
            }

            return files.ToValueMap();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                [
                    new Problem(
                        ProblemCode.ClusterNotFound,
                        $"cannot be read: {TextEscaping.Escape(exception.Message)}",
                        "name the folder of a simulator"
                    )
                    {
                        Field = folder,
                    },
                ],
                exception
            );
        }
    }
}
