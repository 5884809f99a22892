namespace Scalewright.Providers.Slurm.Elastic;

/// <summary>
/// Which nodes Slurm wants to have power: a file for each of them. Slurm's own programs write here and go, since slurmctld waits for them; who makes the nodes looks here.
/// </summary>
/// <param name="path">The folder; made when it is not there.</param>
internal sealed class PowerFolder(string path)
{
    // slurmctld's user writes, and whoever makes the nodes reads.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _nodes = Path.Combine(Directory.CreateDirectory(path).FullName, "nodes");

    /// <summary>Notes that nodes are to start. One that is noted already starts anew: Slurm asks again only when it takes the node for gone.</summary>
    /// <exception cref="IOException">The disk does not take it; other nodes may be noted.</exception>
    public void Resume(IEnumerable<string> nodes)
    {
        Directory.CreateDirectory(_nodes);
        foreach (string node in nodes)
        {
            string whole = Path.Combine(_nodes, node);
            string part = Path.Combine(_nodes, string.Create(CultureInfo.InvariantCulture, $".{Environment.ProcessId}.{node}"));
            File.WriteAllText(part, RandomNumberGenerator.GetHexString(16, lowercase: true));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(part, Mode);
            }

            File.Move(part, whole, overwrite: true);
        }
    }

    /// <summary>Notes that nodes are to end.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Suspend(IEnumerable<string> nodes)
    {
        Directory.CreateDirectory(_nodes);
        foreach (string node in nodes)
        {
            File.Delete(Path.Combine(_nodes, node));
        }
    }

    /// <summary>The nodes that are to have power, each with what tells one start of it from the next.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It, or a file in it, may not be read.</exception>
    public ValueMap<string> Read()
    {
        List<KeyValuePair<string, string>> found = [];
        foreach (string file in Directory.Exists(_nodes) ? Directory.GetFiles(_nodes) : [])
        {
            if (Path.GetFileName(file) is { } name && !name.StartsWith('.') && TryRead(file) is { Length: > 0 } start)
            {
                found.Add(KeyValuePair.Create(name, start));
            }
        }

        return found.ToValueMap();
    }

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (FileNotFoundException)
        {
            // It was suspended just now.
            return null;
        }
    }
}
