using System.Text.Json;
using Scalewright.Providers;

namespace AcmeSpace;

/// <summary>
/// Client of the backend. This template uses a folder with one file per node. Replace the methods with calls to your
/// backend, and store the ownership tags as its tags, or anywhere else that other processes can read.
/// </summary>
internal sealed class MyBackendClient(MyBackendOptions options)
{
    private const string Extension = ".json";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Waits for the lock on the backend. Only its owner, among all programs, may change anything, so that an ownership
    /// tag cannot change between the check and the action. A backend with conditional requests needs no lock.
    /// </summary>
    /// <exception cref="TimeoutException">The lock was not acquired in time.</exception>
    public async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        long start = options.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(options.Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (options.Clock.GetElapsedTime(start) < options.LockTimeout)
            {
                await Task.Delay(PollInterval, options.Clock, cancellationToken);
            }
            catch (IOException e)
            {
                throw new TimeoutException(
                    $"other programs locked {options.Folder} for {options.LockTimeout.TotalSeconds} seconds", e);
            }
        }
    }

    public IEnumerable<StoredNode> List()
    {
        if (!Directory.Exists(options.Folder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(options.Folder, "*" + Extension))
        {
            if (Find(Path.GetFileName(file)[..^Extension.Length]) is { } node)
            {
                yield return node;
            }
        }
    }

    /// <summary>Finds a node by its ID; null if it does not exist.</summary>
    /// <exception cref="IOException">The node exists but its ownership tag cannot be read, so its owner is
    /// unknown.</exception>
    public StoredNode? Find(string id)
    {
        try
        {
            byte[] tag = File.ReadAllBytes(GetFile(id));
            return JsonSerializer.Deserialize(tag, TagJson.Default.StoredResourceTag) is { } read
                ? new StoredNode(id, read)
                : null;
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new IOException($"{GetFile(id)} contains no ownership tag of a node: {exception.Message}", exception);
        }
    }

    /// <summary>Creates a node or replaces its ownership tag, atomically.</summary>
    public StoredNode Put(string id, StoredResourceTag tag)
    {
        string temporary = GetFile(id) + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(tag, TagJson.Default.StoredResourceTag));
        File.Move(temporary, GetFile(id), overwrite: true);
        return new StoredNode(id, tag);
    }

    /// <summary>Deletes a node. Idempotent.</summary>
    public void Remove(string id) => File.Delete(GetFile(id));

    private string GetFile(string id) => Path.Combine(options.Folder, id + Extension);
}

/// <summary>Node of the backend with its ownership tag.</summary>
/// <param name="Id">ID in the backend.</param>
/// <param name="Tag">Ownership tag of the node.</param>
public sealed record StoredNode(string Id, StoredResourceTag Tag);
