namespace Tests.Shared;

/// <summary>An empty folder that is gone at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scalewright-test-");

    /// <summary>Its absolute path.</summary>
    public string Root => _folder.FullName;

    /// <summary>The path of something in it.</summary>
    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Writes a text, and the folders above it.</summary>
    /// <returns>The file's path.</returns>
    public string Write(string name, string text)
    {
        string path = At(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
