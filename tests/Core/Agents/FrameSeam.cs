namespace Sdk.Tests.Agents;

/// <summary>Forwards complete frames between two streams: unchanged, duplicated or reordered.</summary>
internal sealed class FrameSeam(Stream from, Stream to, Func<byte[], IEnumerable<byte[]>> change)
{
    public List<byte[]> Seen { get; } = [];

    public async Task RunAsync()
    {
        try
        {
            while (await ReadAsync() is { } frame)
            {
                Seen.Add(frame);
                foreach (byte[] next in change(frame))
                {
                    await to.WriteAsync(next);
                }
            }
        }
        catch (IOException)
        {
            // A broken stream counts as the end of the stream.
        }

        await to.DisposeAsync();
    }

    private async Task<byte[]?> ReadAsync()
    {
        byte[] header = new byte[FrameBytes.HeaderSize];
        if (!await FillAsync(header))
        {
            return null;
        }

        byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8))];
        return await FillAsync(payload) ? [.. header, .. payload] : null;
    }

    private async Task<bool> FillAsync(byte[] target)
    {
        int count = 0;
        while (count < target.Length)
        {
            int read = await from.ReadAsync(target.AsMemory(count));
            if (read == 0)
            {
                return false;
            }

            count += read;
        }

        return true;
    }
}
