using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using Scalewright.Plugins;

namespace Scalewright.Templating;

/// <summary>Converts exceptions of the engine to problems with a location.</summary>
internal static class TemplateProblems
{
    /// <summary>Indicates whether a template caused the exception; anything else is a bug.</summary>
    public static bool IsOfTemplate(Exception thrown) =>
        thrown is HandlebarsException or HandlebarsUndefinedBindingException or RenderLimitException;

    public static TemplateException Failed(string name, string text, Exception thrown) =>
        new(name, [thrown.GetBaseException() is RenderLimitException limit
            ? OfLimit(limit)
            : OfEngine(text, thrown) with { Source = name }], thrown);

    private static Problem OfLimit(RenderLimitException limit) =>
        new(ProblemCode.TemplateFailed, limit.Message, "render less, or raise the limits");

    private static Problem OfEngine(string text, Exception thrown)
    {
        string message = ExceptionText.From(thrown);
        return thrown is HandlebarsUndefinedBindingException unknown
            ? new Problem(ProblemCode.TemplateFailed, message,
                "name one of the facts that a template has") { Position = FindPosition(text, unknown) }
            : new Problem(ProblemCode.TemplateFailed, message, "correct the template");
    }

    /// <summary>Returns the first tag with the name, because the engine does not report a location.</summary>
    private static TextPosition FindPosition(string text, HandlebarsUndefinedBindingException unknown) =>
        TemplateTag.ReadAll(text)
            .Where(tag => tag.Text.Contains(unknown.Path ?? unknown.MissingKey, StringComparison.Ordinal))
            .Select(tag => tag.Spot)
            .FirstOrDefault();
}

[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes a TemplateException.")]
internal sealed class RenderLimitException(string message) : Exception(message);
