using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Agents.Wire;

/// <summary>The connection has ended before what was asked of it; the reason is inside.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class LinkLostException(Exception reason) : Exception(reason.Message, reason);
