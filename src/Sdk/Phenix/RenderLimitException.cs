using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Templating;

/// <summary>Leaves the engine when a rendering takes too much.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly: it becomes a TemplateException.")]
internal sealed class RenderLimitException(string message) : Exception(message);
