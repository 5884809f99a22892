using System.Text.Json.Serialization;
using Scalewright.Clusters;
using Scalewright.Journals;

namespace Scalewright.Tool.Providers;

/// <summary>Records the provider of a cluster in its state folder, to prevent the use of another provider.</summary>
/// <remarks>A state created by a program has no such file.</remarks>
internal static class ProviderFile
{
    private const string Name = "provider.json";
    private const string Draft = Name + ".tmp";

    // Name of the file in older states.
    private const string FormerName = "place.json";

    /// <summary>Records the provider before any resource is created.</summary>
    /// <returns>Problem if the state belongs to another provider; else null.</returns>
    public static async Task<Problem?> BindAsync(string state, ProviderSelection choice)
    {
        if (Cluster.HasState(state))
        {
            return Check(state, choice);
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

        await WriteAsync(files, state,
            JsonSerializer.SerializeToUtf8Bytes(choice.Record(), ProviderRecordJson.Default.ProviderRecord));
        return null;
    }

    /// <summary>Checks the provider of a state.</summary>
    /// <returns>Problem if the state belongs to another provider; null if it matches or is not recorded.</returns>
    public static Problem? Check(string state, ProviderSelection choice)
    {
        string path = FindPath(state);

        // The record of an attempt that created nothing is ignored.
        if (!File.Exists(path) || !Cluster.HasState(state))
        {
            return null;
        }

        ProviderRecord chosen = choice.Record();
        if (Read(path) is not { } noted)
        {
            return new Problem(
                ProblemCode.StateCorrupt,
                "it does not contain the provider of the cluster",
                "restore it, or delete it when you know the provider") { Source = path };
        }

        return noted == chosen ? null : new Problem(
            ProblemCode.LineageMismatch,
            $"the state is of {noted}, not of {chosen}",
            "use that provider, or a state folder of its own for each; "
                + $"delete {Path.GetFileName(path)} in the folder only when both are the same provider")
        {
            Source = state,
        };
    }

    /// <summary>Describes the recorded provider of a state; empty if it is not recorded.</summary>
    public static string Describe(string state)
    {
        string path = FindPath(state);
        return File.Exists(path) && Read(path) is { } noted ? $"{noted.Provider} {noted.Location}".TrimEnd() : "";
    }

    private static string FindPath(string state)
    {
        string path = Path.Combine(state, Name);
        string former = Path.Combine(state, FormerName);
        return !File.Exists(path) && File.Exists(former) ? former : path;
    }

    private static ProviderRecord? Read(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            return Path.GetFileName(path) == FormerName
                ? JsonSerializer.Deserialize(content, ProviderRecordJson.Default.FormerProviderRecord)?.ToRecord()
                : JsonSerializer.Deserialize(content, ProviderRecordJson.Default.ProviderRecord);
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
            for (int written = 0; written < content.Length;)
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

/// <summary>Recorded provider in the former file.</summary>
/// <param name="Place">Name of the provider.</param>
/// <param name="Where">Location, with the former names of options.</param>
internal sealed record FormerProviderRecord(string Place, string Where)
{
    private static readonly (string Former, string Name)[] Options =
        [(" --address ", " --endpoint "), (" --folder ", " --node-folder "), (" --hosts ", " --host-file ")];

    public ProviderRecord ToRecord() => new(Place, Options.Aggregate($" {Where}",
        (location, option) => location.Replace(option.Former, option.Name, StringComparison.Ordinal))[1..]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FormerProviderRecord))]
[JsonSerializable(typeof(ProviderRecord))]
internal sealed partial class ProviderRecordJson : JsonSerializerContext;
