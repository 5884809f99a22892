namespace Scalewright.Storage.Agents;

/// <summary>Reads responses of a manager, with a size limit.</summary>
public static class ResponseBody
{
    /// <summary>Maximum size of a response in bytes: 64 MiB.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads the whole body of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="IOException">The response is longer than <see cref="MaxBytes"/>, or incomplete.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.Content.Headers.ContentLength is { } length)
        {
            return length > MaxBytes
                ? throw new IOException($"the answer is longer than {MaxBytes} bytes: it has {length}")
                : await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        using MemoryStream kept = new();
        await using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > MaxBytes)
            {
                throw new IOException($"the answer is longer than {MaxBytes} bytes");
            }

            await kept.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return kept.ToArray();
    }
}
