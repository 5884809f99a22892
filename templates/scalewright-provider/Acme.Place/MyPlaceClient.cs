using System.Text.Json;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>
/// The calls to the place. A folder stands for it here, with one file for each node; put the calls to yours in their stead, and
/// keep the marks as its tags, or wherever another process finds them again.
/// </summary>
internal sealed class MyPlaceClient(MyPlaceOptions options)
{
    private const string Ending = ".json";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Waits for a turn: whoever holds it is the only one who changes anything, among all programs. So nobody comes between looking
    /// at a mark and acting on it. A place with conditional calls does without.
    /// </summary>
    /// <exception cref="TimeoutException">Others had it for too long.</exception>
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

    /// <summary>All nodes, as they are at this moment.</summary>
    public IEnumerable<(string Id, ResourceMark Mark)> List()
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

    /// <summary>A node's mark; null: there is no such node.</summary>
    /// <exception cref="IOException">There is one that cannot be read: whose the node is stays unknown.</exception>
    public ResourceMark? Find(string id)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FileOf(id)), MarkJson.Default.ResourceMark);
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

    /// <summary>Makes a node, or marks it anew; whole or not at all.</summary>
    public void Put(string id, ResourceMark mark)
    {
        string whole = FileOf(id) + ".new";
        File.WriteAllBytes(whole, JsonSerializer.SerializeToUtf8Bytes(mark, MarkJson.Default.ResourceMark));
        File.Move(whole, FileOf(id), overwrite: true);
    }

    /// <summary>Removes a node; one that is gone already is fine.</summary>
    public void Remove(string id) => File.Delete(FileOf(id));

    private string FileOf(string id) => Path.Combine(options.Folder, id + Ending);
}
