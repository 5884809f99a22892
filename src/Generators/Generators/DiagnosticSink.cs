namespace Scalewright.Generators;

/// <summary>Receives faults of a declaration. The generator passes null; the analyzer reports each.</summary>
/// <param name="place">The symbol that violates it.</param>
internal delegate void DiagnosticSink(DiagnosticDescriptor rule, ISymbol place, params string[] arguments);
