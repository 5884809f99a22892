using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Reads replies without regard to their namespaces.</summary>
public static class XmlReading
{
    /// <summary>The first child element of a name; null when there is none.</summary>
    /// <param name="element">The parent.</param>
    /// <param name="name">Its local name.</param>
    public static XElement? Child(this XElement element, string name)
    {
        ArgumentNullException.ThrowIfNull(element);
        return element.Elements().FirstOrDefault(child => child.Name.LocalName == name);
    }

    /// <summary>The text of the first child element of a name; null when there is none.</summary>
    /// <param name="element">The parent.</param>
    /// <param name="name">Its local name.</param>
    public static string? Text(this XElement element, string name) => element.Child(name)?.Value;
}
