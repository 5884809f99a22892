using System.Globalization;
using System.Xml;
using Scalewright.Agents;
using Scalewright.Agents.XmlRpc;

namespace VirtCluster.Compat;

/// <summary>Describes failures with the messages of vt_cluster's agents, because controllers may parse them.</summary>
internal static class ReferenceFaults
{
    private const string ExpatError = "xml.parsers.expat.ExpatError";

    public static RemoteError Describe(Exception failure)
    {
        (string kind, string message) = failure switch
        {
            PythonException known => (known.Kind, known.Message),
            MissingMethodException missing => ("Exception", missing.Message),
            XmlRpcException { InnerException: XmlException broken } => (ExpatError, Expat(broken)),
            _ => (failure.GetType().Name, failure.Message),
        };

        // Stack frames would reveal the build and the location of the agent.
        return new RemoteError(kind, message, $"Traceback (most recent call last):\n{kind}: {message}");
    }

    /// <summary>Expat's message for invalid XML. Columns start at 0. An empty document is line 1, column 0.</summary>
    private static string Expat(XmlException broken)
    {
        (string words, int back) = broken.Message switch
        {
            var text when text.Contains("Root element is missing", StringComparison.Ordinal) => ("no element found", 1),
            var text when text.Contains("at the root level is invalid", StringComparison.Ordinal) => (broken.LineNumber == 1 ? "syntax error" : "junk after document element", 1),
            var text when text.Contains("Unexpected end of file", StringComparison.Ordinal) => ("no element found", 1),
            var text when text.Contains("does not match the end tag", StringComparison.Ordinal) => ("mismatched tag", 1),
            _ => ("not well-formed (invalid token)", 1),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{words}: line {Math.Max(1, broken.LineNumber)}, column {Math.Max(0, broken.LinePosition - back)}");
    }
}
