namespace Storage.Operations.Tests;

/// <summary>The name of the file determines whether the servers are simulated.</summary>
public sealed record StorageSite
{
    public ValueList<SiteServer> Servers { get; init; } = [];
    public ValueList<SiteServer> Workers { get; init; } = [];

    /// <summary>Serial numbers of the shared disks.</summary>
    public ValueList<string> Devices { get; init; } = [];

    public ValueList<string> PowerUnits { get; init; } = [];

    /// <summary>Addresses of clients.</summary>
    public ValueList<string> Clients { get; init; } = [];

    /// <summary>Number of servers that share a high-availability cluster.</summary>
    public int ClusterSize { get; init; } = 4;

    public long Seed { get; init; }

    /// <summary>Null for simulated servers.</summary>
    public RemoteSiteOptions? Remote { get; init; }

    /// <param name="path"><c>remote.json</c> for real nodes, any other name for simulated ones.</param>
    /// <exception cref="Scalewright.Providers.ProviderException">The exception reports all problems of the
    /// file.</exception>
    public static StorageSite Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SiteReader.Read(path);
    }
}

internal static class SiteReader
{
    private const string RemoteName = "remote.json";
    private const string Advice =
        "have it copied there, with <None Update=\"simulator.json\" CopyToOutputDirectory=\"PreserveNewest\" /> in the project of the tests, or name another one with "
        + StorageFixture.SiteVariable;
    private const long SizeMax = 16 * 1024 * 1024;

    public static StorageSite Read(string path)
    {
        SiteDocument text = Parse(path, Load(path));
        bool isRemote = string.Equals(Path.GetFileName(path), RemoteName, StringComparison.Ordinal);
        StorageSite site = text.ToSite() with { Remote = isRemote ? text.ToPlace(Path.GetDirectoryName(Path.GetFullPath(path))!) : null };
        ValueList<Problem> problems = SiteCheck
            .Check(site)
            .Concat(isRemote || !text.HasPlace ? [] : [NoPlace])
            .Select(problem => problem with { Source = path })
            .ToValueList();
        return problems.Count == 0 ? site : throw new ProviderException(SiteCheck.Word, problems);
    }

    private static Problem NoPlace =>
        new(
            ProblemCode.ConflictingFields,
            "it names real nodes, and its servers are simulated",
            $"name the file {RemoteName}, or leave out speed, program, folder, node_file and ssh"
        );

    private static byte[] Load(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length > SizeMax
                ? throw Refused(
                    new Problem(ProblemCode.SizeLimit, $"{file.Length} bytes are too many", $"keep it below {SizeMax}") { Source = path }
                )
                : File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused(
                new Problem(ProblemCode.UnreadableFile, $"there is no such file in {Path.GetDirectoryName(Path.GetFullPath(path))}", Advice)
                {
                    Source = path,
                },
                exception
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(
                new Problem(ProblemCode.UnreadableFile, exception.Message, "name a simulator.json or remote.json that can be read")
                {
                    Source = path,
                },
                exception
            );
        }
    }

    private static SiteDocument Parse(string path, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SiteJson.Default.SiteDocument)
                ?? throw Refused(
                    new Problem(ProblemCode.EmptyDocument, "there is no site in it", "list servers, devices, power units and clients")
                    {
                        Source = path,
                    }
                );
        }
        catch (JsonException exception)
        {
            TextPosition spot = exception.LineNumber is { } line
                ? new TextPosition((int)line + 1, (int)(exception.BytePositionInLine ?? 0) + 1)
                : TextPosition.None;
            throw Refused(
                new Problem(ProblemCode.SyntaxError, exception.Message, "see the README for the fields of a site")
                {
                    Source = path,
                    Position = spot,
                },
                exception
            );
        }
    }

    private static ProviderException Refused(Problem problem, Exception? inner = null) => new(SiteCheck.Word, [problem], inner);
}
