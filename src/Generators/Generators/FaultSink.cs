namespace Scalewright.Generators;

/// <summary>Takes what is wrong with a declaration. The generator passes none; the analyzer reports each.</summary>
/// <param name="rule">The rule that is broken.</param>
/// <param name="place">What breaks it.</param>
internal delegate void FaultSink(DiagnosticDescriptor rule, ISymbol place, params string[] arguments);
