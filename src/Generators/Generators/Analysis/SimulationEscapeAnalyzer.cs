using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds what a program that a provider runs does, itself or by methods of the same compilation, outside of the provider's loop, clock and chance.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SimulationEscapeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ProgramEscapes];

    public override void Initialize(AnalysisContext context)
    {
        // Programs may call what is generated; the place is told there.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            CallGraph calls = new(compilation.Compilation, Escapes.Of, static _ => false);

            // A program may run another, several runs may share one, and many calls may lead to the same place: each place is told once.
            ConcurrentDictionary<Location, bool> told = new();
            compilation.RegisterOperationAction(
                context =>
                {
                    IInvocationOperation call = (IInvocationOperation)context.Operation;
                    if (ProgramBodies.IsRun(call.TargetMethod))
                    {
                        Array.ForEach([.. call.Arguments], argument => Check(argument.Value, calls, found => Report(context.ReportDiagnostic, told, found)));
                    }
                },
                OperationKind.Invocation);
            if (compilation.Compilation.GetTypesByMetadataName(KnownNames.SimulationFactAttribute).IsEmpty)
            {
                return;
            }

            compilation.RegisterOperationBlockAction(context =>
            {
                if (context.OwningSymbol is IMethodSymbol method && ProgramBodies.IsTest(method))
                {
                    Array.ForEach([.. context.OperationBlocks], body => Check(body, calls, found => Report(context.ReportDiagnostic, told, found)));
                }
            });
        });
    }

    private static void Check(IOperation argument, CallGraph calls, Action<Diagnostic> report)
    {
        IOperation body = ProgramBodies.Of(argument) ?? argument;
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            if (Escapes.Of(operation) is { } escape)
            {
                report(Diagnostic.Create(Rules.ProgramEscapes, escape.Place, escape.Name, escape.Text));
            }
            else if (Use.MemberOf(operation) is { } member && !IsWithin(member, body) && calls.Find(member) is { } found)
            {
                report(Diagnostic.Create(Rules.ProgramEscapes, found.Place, found.Name, found.Text));
            }
        }
    }

    private static bool IsWithin(ISymbol member, IOperation body) => member.DeclaringSyntaxReferences.Any(place =>
        place.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(place.Span));

    private static void Report(Action<Diagnostic> report, ConcurrentDictionary<Location, bool> told, Diagnostic found)
    {
        if (told.TryAdd(found.Location, true))
        {
            report(found);
        }
    }
}
