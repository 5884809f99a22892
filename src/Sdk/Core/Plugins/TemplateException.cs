namespace Scalewright.Plugins;

/// <summary>A script template cannot be read or rendered.</summary>
public sealed class TemplateException : ScalewrightException
{
    /// <summary>Tells what is wrong with a template.</summary>
    /// <param name="template">The template's name.</param>
    /// <param name="problems">What is wrong; at least one error.</param>
    /// <param name="inner">What the template engine threw; null: nothing.</param>
    public TemplateException(string template, ValueList<Problem> problems, Exception? inner = null)
        : base($"Template '{Printable.Escape(template)}'", problems, inner)
    {
    }
}
