namespace Scalewright.Generators;

/// <summary>
/// Receives the rule violations of a declaration. The analyzer reports each of them; the generator passes null.
/// </summary>
/// <param name="symbol">The symbol that violates the rule.</param>
internal delegate void DiagnosticSink(DiagnosticDescriptor rule, ISymbol symbol, params string[] arguments);
