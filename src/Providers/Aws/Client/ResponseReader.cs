using System.Xml;
using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling;

/// <summary>
/// Reads responses, which may not come from the service but, for example, from a proxy or a login portal.
/// </summary>
internal static class ResponseReader
{
    /// <summary>
    /// Maximum number of bytes of a response. A hundred groups with a hundred instances each need a tenth of it.
    /// </summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int CopyBytes = 32 * 1024;

    /// <summary>Reads a response body, up to one byte more than the limit.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using MemoryStream read = new();
        byte[] buffer = new byte[CopyBytes];
        while (read.Length <= MaxBytes)
        {
            int limit = (int)Math.Min(buffer.Length, MaxBytes + 1 - read.Length);
            int count = await body.ReadAsync(buffer.AsMemory(0, limit), cancellationToken);
            if (count == 0)
            {
                break;
            }

            await read.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return read.ToArray();
    }

    /// <summary>Returns the result of a response.</summary>
    /// <param name="action">Name of the action.</param>
    /// <param name="body">Response body.</param>
    /// <param name="isWhole">True if the whole document is the result, as in EC2.</param>
    /// <param name="retryAfter">Requested retry delay, or null.</param>
    /// <returns>The result element; null for actions without a result.</returns>
    /// <exception cref="AutoScalingException">The response is an error, or does not belong to this action.</exception>
    public static XElement? ReadResult(string action, int status, ReadOnlyMemory<byte> body, bool isWhole, TimeSpan? retryAfter)
    {
        XElement document =
            body.Length > MaxBytes
                ? throw Unreadable(status, string.Create(CultureInfo.InvariantCulture, $"more than {MaxBytes} bytes"), body, retryAfter)
                : Parse(status, body, retryAfter);
        if (ReadError(status, document) is { } fault)
        {
            throw new AutoScalingException(fault) { RetryAfter = retryAfter };
        }

        if (status != 200 || document.Name.LocalName != action + "Response")
        {
            throw Unreadable(status, $"an element {TextEscaping.Escape(document.Name.LocalName)}", body, retryAfter);
        }

        return isWhole ? document : document.Child(action + "Result");
    }

    private static XElement Parse(int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        try
        {
            using MemoryStream bytes = new(body.ToArray(), writable: false);
            using XmlReader reader = XmlReader.Create(
                bytes,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            return XElement.Load(reader);
        }
        catch (XmlException exception)
        {
            throw Unreadable(status, "content that is not XML", body, retryAfter, exception);
        }
    }

    /// <summary>Reads the error of a document, regardless of its status; null if it contains none.</summary>
    private static QueryError? ReadError(int status, XElement document)
    {
        XElement error = document.Child("Error") ?? document.Child("Errors")?.Child("Error") ?? document;
        return error.Text("Code") is { } code ? new QueryError(status, code, error.Text("Message") ?? "") : null;
    }

    private static AutoScalingException Unreadable(
        int status,
        string found,
        ReadOnlyMemory<byte> body,
        TimeSpan? retryAfter,
        Exception? inner = null
    )
    {
        // More than enough bytes for the characters to show.
        string start = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 1024)]);
        return new AutoScalingException(
            new QueryError(status, QueryError.UnreadableCode, $"status {status} with {found}: {TextEscaping.Escape(start)}"),
            inner
        )
        {
            RetryAfter = retryAfter,
        };
    }
}
