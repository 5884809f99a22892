using System.Xml.Linq;

namespace AutoScaling.Tests;

/// <summary>Reads replies by the local names of their elements, however deep they are.</summary>
internal static class ReplyReading
{
    /// <summary>The elements of a name, in the order of the document.</summary>
    public static IEnumerable<XElement> All(this XElement element, string name) => element.Descendants().Where(child => child.Name.LocalName == name);

    /// <summary>The text of the first element of a name; null when there is none.</summary>
    public static string? First(this XElement element, string name) => element.All(name).FirstOrDefault()?.Value;

    /// <summary>The texts of all elements of a name.</summary>
    public static string[] Texts(this XElement element, string name) => [.. element.All(name).Select(child => child.Value)];
}
