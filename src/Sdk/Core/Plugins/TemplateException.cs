namespace Scalewright.Plugins;

/// <summary>Thrown when a script template cannot be read or rendered.</summary>
public sealed class TemplateException : ScalewrightException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="template">Name of the template.</param>
    /// <param name="problems">The problems, with at least one error.</param>
    /// <param name="inner">Exception of the template engine, or null.</param>
    public TemplateException(string template, ValueList<Problem> problems, Exception? inner = null)
        : base($"Template '{TextEscaping.Escape(template)}'", problems, inner) { }
}
