namespace Scalewright.Storage.Agents;

/// <summary>Reads what a manager answered. One that never stops to send does not fill the memory.</summary>
public static class AnswerBody
{
    /// <summary>The most bytes of an answer: 64 MiB.</summary>
    public const int LengthMax = 64 * 1024 * 1024;

    /// <summary>Reads an answer to its end.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">It is longer than <see cref="LengthMax"/>, or breaks off.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.Content.Headers.ContentLength is { } length)
        {
            return length > LengthMax
                ? throw new IOException($"the answer is longer than {LengthMax} bytes: it has {length}")
                : await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        using MemoryStream kept = new();
        await using Stream content = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > LengthMax)
            {
                throw new IOException($"the answer is longer than {LengthMax} bytes");
            }

            await kept.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return kept.ToArray();
    }
}
