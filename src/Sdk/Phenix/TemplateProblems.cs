using Scalewright.Plugins;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Scalewright.Templating;

/// <summary>Converts exceptions and messages of the engine to problems with a location.</summary>
internal static class TemplateProblems
{
    private const string RaiseLimits = "render less, or raise the limits";

    /// <summary>Indicates whether a template caused the exception; anything else is a bug.</summary>
    public static bool IsOfTemplate(Exception thrown) => thrown is ScriptRuntimeException or RenderLimitException;

    public static TemplateException Failed(string name, Exception thrown) =>
        new(name, [FromException(thrown) with { Source = name }], thrown);

    public static Problem FromMessage(SourceSpan span, string message) =>
        Create(span, TextEscaping.Escape(message.Trim().TrimEnd('.').Replace('`', '\'')), "correct the template");

    public static Problem Create(SourceSpan span, string found, string advice) =>
        new(ProblemCode.TemplateFailed, found, advice)
        {
            Position = span.IsEmpty ? TextPosition.None : new(span.Start.Line + 1, span.Start.Column + 1),
        };

    private static Problem FromException(Exception thrown) =>
        thrown switch
        {
            TemplateFault fault => Create(fault.Span, fault.OriginalMessage, fault.Advice),
            ScriptRuntimeException { InnerException: RenderLimitException limit } engine => Create(engine.Span, limit.Message, RaiseLimits),
            ScriptRuntimeException engine => FromMessage(engine.Span, engine.OriginalMessage),
            _ => Create(default, thrown.Message, RaiseLimits),
        };
}

/// <summary>Fault of a template that is found while it is rendered.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes a TemplateException.")]
internal sealed class TemplateFault(SourceSpan span, string found, string advice) : ScriptRuntimeException(span, found)
{
    public string Advice => advice;
}
