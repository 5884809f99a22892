using Scalewright.Clusters;
using Scalewright.Journals;

namespace Scalewright.Tool.Places;

/// <summary>The file beside a state that says where its cluster lives, so that no other place is taken for it. A state that a program made has none.</summary>
internal static class PlaceFile
{
    private const string Name = "place.json";
    private const string Draft = Name + ".tmp";

    /// <summary>Notes the place before anything is made there.</summary>
    /// <returns>Why the place is not to be used with this state; null when it is.</returns>
    public static async Task<Problem?> BindAsync(string state, PlaceChoice choice)
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
        catch (DiskException)
        {
            // The library needs the same folder, and says what is wrong with it.
            return null;
        }

        await WriteAsync(files, state, JsonSerializer.SerializeToUtf8Bytes(choice.Record(), PlaceJson.Default.PlaceRecord));
        return null;
    }

    /// <summary>Whether a state is of this place.</summary>
    /// <returns>Why it is not; null when it is, or nothing says otherwise.</returns>
    public static Problem? Check(string state, PlaceChoice choice)
    {
        string path = Path.Combine(state, Name);

        // What an earlier attempt noted counts for nothing where it made nothing.
        if (!File.Exists(path) || !Cluster.HasState(state))
        {
            return null;
        }

        PlaceRecord chosen = choice.Record();
        return Read(path) is not { } noted
            ? new Problem(ProblemCode.StateCorrupt, "it does not say where the cluster lives", "restore it, or delete it when you know the provider") { Source = path }
            : noted == chosen ? null : new Problem(
                ProblemCode.LineageMismatch,
                $"the state is of {noted}, not of {chosen}",
                $"use that provider, or a state folder of its own for each; delete {Name} in the folder only when both are the same provider") { Source = state };
    }

    /// <summary>Describes the provider that a state was made at; empty when nothing says it.</summary>
    public static string Describe(string state)
    {
        string path = Path.Combine(state, Name);
        return File.Exists(path) && Read(path) is { } noted ? $"{noted.Place} {noted.Where}".TrimEnd() : "";
    }

    private static PlaceRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PlaceJson.Default.PlaceRecord);
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
        using (IFile file = files.Open(draft, FileOpening.Create))
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

/// <summary>Where the cluster of a state lives.</summary>
/// <param name="Place">The word for the place on the command line.</param>
/// <param name="Where">What tells it from others that this word leads to; options that change nothing of that are no part of it.</param>
internal sealed record PlaceRecord(string Place, string Where)
{
    /// <summary>The place as the command line says it.</summary>
    public override string ToString() => $"--provider {Printable.Escape(Place)} {Printable.EscapeUpTo(Where, 1000)}".TrimEnd();
}
