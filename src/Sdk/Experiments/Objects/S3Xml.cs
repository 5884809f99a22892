using System.Xml;
using System.Xml.Linq;
using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Objects;

/// <summary>Reads and writes the documents of S3, without regard to their namespaces.</summary>
internal static class S3Xml
{
    /// <summary>What a refusal says; nothing where it is no document of S3.</summary>
    public static ServiceFault Explain(ServiceReply reply) =>
        TryParse(reply.Body) is { Name.LocalName: "Error" } error ? new ServiceFault(Text(error, "Code"), Text(error, "Message")) : ServiceFault.None;

    /// <summary>The root element; null for what is no XML.</summary>
    public static XElement? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using MemoryStream bytes = new(body.ToArray(), writable: false);
            using XmlReader reader = XmlReader.Create(bytes, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The text of a child element; empty when there is none.</summary>
    public static string Text(XElement element, string name) => Children(element, name).FirstOrDefault()?.Value ?? "";

    /// <summary>The child elements of a name.</summary>
    public static IEnumerable<XElement> Children(XElement element, string name) => element.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>An object of a list; null when it is none.</summary>
    public static S3Object? ObjectOf(XElement element) =>
        long.TryParse(Text(element, "Size"), NumberStyles.None, CultureInfo.InvariantCulture, out long length) && Text(element, "Key") is { Length: > 0 } key
            ? new S3Object(KeyOf(key), length, Text(element, "ETag").Trim('"'))
            {
                Modified = DateTimeOffset.TryParse(Text(element, "LastModified"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset modified) ? modified : default,
            }
            : null;

    /// <summary>A key as <c>encoding-type=url</c> writes it.</summary>
    public static string KeyOf(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>The document that puts parts together.</summary>
    public static byte[] Complete(IEnumerable<string> tags) => Encoding.UTF8.GetBytes(new XElement("CompleteMultipartUpload", tags.Select((tag, index) =>
        new XElement("Part", new XElement("PartNumber", index + 1), new XElement("ETag", $"\"{tag}\"")))).ToString(SaveOptions.DisableFormatting));
}
