using System.Xml;
using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling;

/// <summary>
/// Reads what came back for a call, which need not be from the service at all: a proxy, a page of a portal, or
/// nonsense.
/// </summary>
internal static class ReplyReading
{
    /// <summary>
    /// The largest reply that is read, in bytes: a hundred groups of a hundred instances are a tenth of it.
    /// </summary>
    public const int BytesMax = 8 * 1024 * 1024;

    private const int CopyBytes = 32 * 1024;

    /// <summary>Reads the bytes of a reply, one more than the limit at most.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using MemoryStream read = new();
        byte[] buffer = new byte[CopyBytes];
        while (read.Length <= BytesMax)
        {
            int wanted = (int)Math.Min(buffer.Length, BytesMax + 1 - read.Length);
            int count = await body.ReadAsync(buffer.AsMemory(0, wanted), cancellationToken);
            if (count == 0)
            {
                break;
            }

            await read.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return read.ToArray();
    }

    /// <summary>The result in a reply.</summary>
    /// <param name="action">The action that was asked for.</param>
    /// <param name="body">What came back.</param>
    /// <param name="isWhole">Whether the whole document is the result, as EC2 has it.</param>
    /// <param name="retryAfter">The pause that was asked for; null for none.</param>
    /// <returns>The result element; null for actions without one.</returns>
    /// <exception cref="AutoScalingException">It is a fault, or no reply to this action.</exception>
    public static XElement? ResultOf(
        string action, int status, ReadOnlyMemory<byte> body, bool isWhole, TimeSpan? retryAfter)
    {
        XElement document = body.Length > BytesMax
            ? throw Unreadable(
                status, string.Create(CultureInfo.InvariantCulture, $"more than {BytesMax} bytes"), body, inner: null)
            : Parse(status, body);
        if (FaultOf(status, document) is { } fault)
        {
            throw new AutoScalingException(fault) { RetryAfter = retryAfter };
        }

        return status == 200 && document.Name.LocalName == action + "Response"
            ? isWhole ? document : document.Child(action + "Result")
            : throw Unreadable(status, $"an element {Printable.Escape(document.Name.LocalName)}", body, inner: null);
    }

    private static XElement Parse(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using MemoryStream bytes = new(body.ToArray(), writable: false);
            using XmlReader reader = XmlReader.Create(
                bytes, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException exception)
        {
            throw Unreadable(status, "what is no XML", body, exception);
        }
    }

    /// <summary>The fault that a document tells, whatever its status; null when it tells none.</summary>
    private static WireFault? FaultOf(int status, XElement document) =>
        (document.Child("Error") ?? document.Child("Errors")?.Child("Error") ?? document) is var error
            && error.Text("Code") is { } code
        ? new WireFault(status, code, error.Text("Message") ?? "")
        : null;

    private static AutoScalingException Unreadable(
        int status, string found, ReadOnlyMemory<byte> body, Exception? inner)
    {
        // More than enough bytes for all the characters that are shown.
        string start = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 1024)]);
        return new AutoScalingException(
            new WireFault(status, WireFault.UnreadableCode, $"status {status} with {found}: {Printable.Escape(start)}"),
            inner);
    }
}
