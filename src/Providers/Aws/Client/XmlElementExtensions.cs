using System.Xml.Linq;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Extension methods that read XML responses regardless of namespaces.</summary>
public static class XmlElementExtensions
{
    /// <summary>Returns the first child element with a name; null if there is no such element.</summary>
    /// <param name="element">The parent.</param>
    /// <param name="name">Local name.</param>
    public static XElement? Child(this XElement element, string name)
    {
        ArgumentNullException.ThrowIfNull(element);
        return element.Elements().FirstOrDefault(child => child.Name.LocalName == name);
    }

    /// <summary>Returns the text of the first child element with a name; null if there is no such element.</summary>
    /// <param name="element">The parent.</param>
    /// <param name="name">Local name.</param>
    public static string? Text(this XElement element, string name) => element.Child(name)?.Value;
}
