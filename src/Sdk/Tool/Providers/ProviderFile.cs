using System.Text.Json.Serialization;
using Scalewright.Clusters;
using Scalewright.Journals;

namespace Scalewright.Tool.Providers;

/// <summary>Records the provider of a cluster with its options in the state folder, for later commands and to prevent
/// the use of another provider.</summary>
/// <remarks>A state created by a program has no such file. Secrets are never recorded: no option takes one.</remarks>
internal static class ProviderFile
{
    private const int Version = 2;
    private const string Name = "provider.json";
    private const string Draft = Name + ".tmp";

    // Name of the file in older states.
    private const string FormerName = "place.json";

    /// <summary>Records the provider and its options before any resource is created or changed. Keeps what the verb
    /// has no option for.</summary>
    /// <returns>Problem if the state belongs to another provider; else null.</returns>
    public static async Task<Problem?> BindAsync(string state, ProviderSelection choice)
    {
        if (Check(state, choice, out RememberedProvider? noted) is { } refused)
        {
            return refused;
        }

        ProviderRecord chosen = choice.Record();
        SortedDictionary<string, string> options = new(choice.Given, StringComparer.Ordinal);
        if (noted is not null)
        {
            foreach ((string option, string value) in noted.Options.Where(entry => !choice.VerbOptions.Contains(entry.Key)))
            {
                options.TryAdd(option, value);
            }
        }

        byte[] content = JsonSerializer.SerializeToUtf8Bytes(
            new ProviderRecordDocument(chosen.Provider, chosen.Location, Version, options, choice.ProfileFile ?? noted?.ProfileFile),
            ProviderRecordJson.Default.ProviderRecordDocument
        );
        string path = Path.Combine(state, Name);
        if (File.Exists(path) && (await File.ReadAllBytesAsync(path)).AsSpan().SequenceEqual(content))
        {
            return null;
        }

        LocalFileSystem files = LocalFileSystem.Create();
        try
        {
            files.CreateFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(state)));
        }
        catch (FileSystemException)
        {
            // The library accesses the same folder and reports the problem.
            return null;
        }

        await WriteAsync(files, state, content);
        return null;
    }

    /// <summary>Reads the provider of a state.</summary>
    /// <param name="noted">The provider with its options; null if it is not recorded.</param>
    /// <returns>Problem if the record is damaged or of a newer version; else null.</returns>
    public static Problem? Read(string state, out RememberedProvider? noted)
    {
        string path = FindPath(state);
        noted = null;

        // The record of an attempt that created nothing is ignored.
        if (!File.Exists(path) || !Cluster.HasState(state))
        {
            return null;
        }

        noted = ReadFile(path, out int version);
        return (noted, version) switch
        {
            (_, > Version) => new Problem(
                ProblemCode.UnsupportedStateVersion,
                $"it has version {version}, and this version of the tool reads up to {Version}",
                "use the version of the tool that wrote it"
            )
            {
                Source = path,
            },
            (null, _) => new Problem(
                ProblemCode.StateCorrupt,
                "it does not contain the provider of the cluster",
                "restore it; delete it only if --provider and its location are those of the cluster"
            )
            {
                Source = path,
            },
            _ => null,
        };
    }

    /// <summary>Checks the provider of a state.</summary>
    /// <returns>Problem if the state belongs to another provider; null if it matches or is not recorded.</returns>
    public static Problem? Check(string state, ProviderSelection choice) => Check(state, choice, out _);

    private static Problem? Check(string state, ProviderSelection choice, out RememberedProvider? noted)
    {
        if (Read(state, out noted) is { } unreadable)
        {
            return unreadable;
        }

        ProviderRecord chosen = choice.Record();
        return noted is null || noted.Identity == chosen
            ? null
            : new Problem(
                ProblemCode.LineageMismatch,
                $"the state is of {noted.Identity}, not of {chosen}",
                "omit the options of the provider, or use another state folder; "
                    + $"delete {Path.GetFileName(FindPath(state))} in the folder only when both are the same provider"
            )
            {
                Source = state,
            };
    }

    /// <summary>Describes the recorded provider of a state; empty if it is not recorded.</summary>
    public static string Describe(string state)
    {
        string path = FindPath(state);
        return File.Exists(path) && ReadFile(path, out _) is { Identity: var noted } ? $"{noted.Provider} {noted.Location}".TrimEnd() : "";
    }

    private static string FindPath(string state)
    {
        string path = Path.Combine(state, Name);
        string former = Path.Combine(state, FormerName);
        return !File.Exists(path) && File.Exists(former) ? former : path;
    }

    private static RememberedProvider? ReadFile(string path, out int version)
    {
        version = 1;
        try
        {
            byte[] content = File.ReadAllBytes(path);
            if (Path.GetFileName(path) == FormerName)
            {
                return RememberedProvider.From(
                    JsonSerializer.Deserialize(content, ProviderRecordJson.Default.FormerProviderRecord)?.ToRecord()
                );
            }

            ProviderRecordDocument? document = JsonSerializer.Deserialize(content, ProviderRecordJson.Default.ProviderRecordDocument);
            if (document is null)
            {
                return null;
            }

            version = document.Version;
            ProviderRecord identity = new(document.Provider, document.Location);
            return document.Options is { } options
                ? new RememberedProvider(identity, options) { ProfileFile = document.File }
                : RememberedProvider.From(identity);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(LocalFileSystem files, string state, byte[] content)
    {
        string draft = Path.Combine(state, Draft);
        File.Delete(draft);
        using (IFile file = files.Open(draft, FileOpenMode.CreateNew))
        {
            for (int written = 0; written < content.Length; )
            {
                written += file.Append(content.AsSpan(written));
            }

            await file.FlushAsync();
        }

        files.Rename(draft, Path.Combine(state, Name));
        await files.FlushFolderAsync(state);
    }
}

/// <summary>Recorded provider of a cluster.</summary>
/// <param name="Provider">Name of the provider on the command line.</param>
/// <param name="Location">Location that distinguishes its backends. Excludes options that do not affect it.</param>
internal sealed record ProviderRecord(string Provider, string Location)
{
    /// <summary>Returns the provider in the form of the command line.</summary>
    public override string ToString() =>
        $"--provider {TextEscaping.Escape(Provider)} {TextEscaping.EscapeAndTruncate(Location, 1000)}".TrimEnd();
}

/// <summary>Recorded provider with the options that later commands need not repeat.</summary>
/// <param name="Identity">The provider and its location.</param>
/// <param name="Options">Values of options by name, with hyphens.</param>
internal sealed record RememberedProvider(ProviderRecord Identity, IReadOnlyDictionary<string, string> Options)
{
    // Follows the endpoint in the location of an account with a temporary key.
    private const string TemporaryKey = " with a key ";

    /// <summary>Absolute path of the profile file of the cluster; null if it is not recorded.</summary>
    public string? ProfileFile { get; init; }

    /// <summary>Returns the provider of a record without options. Options are read from its location, except the sites:
    /// their order, which selects the default site, is not part of the location.</summary>
    public static RememberedProvider? From(ProviderRecord? record)
    {
        if (record is null)
        {
            return null;
        }

        string location = $" {record.Location}";
        IEnumerable<string> options = location.StartsWith(" --", StringComparison.Ordinal)
            ? location.Split(" --", StringSplitOptions.RemoveEmptyEntries)
            : [];
        return new RememberedProvider(
            record,
            options
                .Select(option => option.Split(' ', 2))
                .Where(option => option is [not "sites", _])
                .DistinctBy(option => option[0], StringComparer.Ordinal)
                .ToDictionary(option => $"--{option[0]}", option => option[1].Split(TemporaryKey)[0], StringComparer.Ordinal)
        );
    }
}

/// <summary>Content of the file.</summary>
/// <param name="Options">Values of options by name, with hyphens; null in version 1.</param>
/// <param name="File">Absolute path of the profile file; null if it is not known.</param>
internal sealed record ProviderRecordDocument(
    string Provider,
    string Location,
    [property: JsonPropertyOrder(-1)] int Version = 1,
    SortedDictionary<string, string>? Options = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? File = null
);

/// <summary>Recorded provider in the former file.</summary>
/// <param name="Place">Name of the provider.</param>
/// <param name="Where">Location, with the former names of options.</param>
internal sealed record FormerProviderRecord(string Place, string Where)
{
    private static readonly (string Former, string Name)[] Options =
    [
        (" --address ", " --endpoint "),
        (" --folder ", " --node-folder "),
        (" --hosts ", " --host-file "),
    ];

    public ProviderRecord ToRecord() =>
        new(
            Place,
            Options.Aggregate($" {Where}", (location, option) => location.Replace(option.Former, option.Name, StringComparison.Ordinal))[
                1..
            ]
        );
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(FormerProviderRecord))]
[JsonSerializable(typeof(ProviderRecordDocument))]
internal sealed partial class ProviderRecordJson : JsonSerializerContext;
