using System.Text.Json;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>
/// Client of the backend. This template uses a folder with one file per node. Replace the methods with calls to your
/// backend, and store the ownership tags as its tags, or anywhere else that other processes can read.
/// </summary>
internal sealed class MyPlaceClient(MyPlaceOptions options)
{
    private const string Ending = ".json";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Waits for the lock on the backend. Only its owner, among all programs, may change anything, so that an ownership
    /// tag cannot change between the check and the action. A backend with conditional requests needs no lock.
    /// </summary>
    /// <exception cref="TimeoutException">The lock was not acquired in time.</exception>
    public async Task<IDisposable> TakeTurnAsync()
    {
        Directory.CreateDirectory(options.Folder);
        long start = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(options.Folder, "turn"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (options.Clock.GetElapsedTime(start) < options.TurnDeadline)
            {
                await Task.Delay(Pause, options.Clock);
            }
            catch (IOException e)
            {
                throw new TimeoutException($"others used {options.Folder} for {options.TurnDeadline.TotalSeconds} seconds", e);
            }
        }
    }

    public IEnumerable<(string Id, StoredResourceTag Mark)> List()
    {
        foreach (string file in Directory.Exists(options.Folder) ? Directory.EnumerateFiles(options.Folder, "*" + Ending) : [])
        {
            string id = Path.GetFileName(file)[..^Ending.Length];
            if (Find(id) is { } mark)
            {
                yield return (id, mark);
            }
        }
    }

    /// <summary>Ownership tag of a node; null if the node does not exist.</summary>
    /// <exception cref="IOException">The node exists but its ownership tag cannot be read, so its owner is
    /// unknown.</exception>
    public StoredResourceTag? Find(string id)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(id)), MarkJson.Default.StoredResourceTag);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException damaged)
        {
            throw new IOException($"{FileOf(id)} holds no mark of a node: {damaged.Message}", damaged);
        }
    }

    /// <summary>Creates a node or replaces its ownership tag, atomically.</summary>
    public void Put(string id, StoredResourceTag mark)
    {
        string whole = FileOf(id) + ".new";
        File.WriteAllBytes(whole, JsonSerializer.SerializeToUtf8Bytes(mark, MarkJson.Default.StoredResourceTag));
        File.Move(whole, FileOf(id), overwrite: true);
    }

    /// <summary>Deletes a node. Idempotent.</summary>
    public void Remove(string id) => File.Delete(FileOf(id));

    private string FileOf(string id) => Path.Combine(options.Folder, id + Ending);
}
