using System.Buffers;
using System.Text;
using Scalewright.Agents.Services;

namespace AcmeSpace;

/// <summary>One file for each key. Time and files are those of the context, so it also runs in the simulation.</summary>
public sealed class MyShopStore(ServiceContext context) : IMyShopStore
{
    private int _writeCount;

    /// <inheritdoc/>
    public async Task PutAsync(string key, string value, CancellationToken cancellationToken)
    {
        // Calls run concurrently, so each writes a file of its own. The old value stays until the new one is complete.
        string path = GetPath(key);
        string newPath = $"{path}.{Interlocked.Increment(ref _writeCount)}.new";
        await using (Stream file = await context.Files.CreateAsync(newPath, cancellationToken))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(value), cancellationToken);

            // Remove this line to see a failing seed: the value is lost if the node restarts before it is on the disk.
            await file.FlushAsync(cancellationToken);
        }

        await context.Files.RenameAsync(newPath, path, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream file = await context.Files.OpenAsync(GetPath(key), cancellationToken);
            ArrayBufferWriter<byte> value = new();
            int count;
            while ((count = await file.ReadAsync(value.GetMemory(4096), cancellationToken)) > 0)
            {
                value.Advance(count);
            }

            return Encoding.UTF8.GetString(value.WrittenSpan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string GetPath(string key) => $"{context.DataFolder}/store-{Uri.EscapeDataString(key)}";
}
