using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Agents.Wire;

/// <summary>The caller's own stream failed while it was sent; its exception is inside.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class ItemsFailedException(Exception inner) : Exception(inner.Message, inner);
