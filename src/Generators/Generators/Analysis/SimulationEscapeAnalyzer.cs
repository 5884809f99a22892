using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Scalewright.Generators.Analysis;

/// <summary>
/// Finds direct and indirect calls of a program that bypass its provider's loop, clock or random source.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SimulationEscapeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ProgramLeavesSimulation];

    public override void Initialize(AnalysisContext context)
    {
        // Programs may call generated code. Calls that bypass the provider are also reported there.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            CallGraph calls = new(compilation.Compilation, SimulationEscapes.GetEffect, static _ => false);

            // A location may be reached from several runs and calls, but is reported only once.
            ConcurrentDictionary<Location, bool> reported = new();
            compilation.RegisterOperationAction(
                context =>
                {
                    IInvocationOperation call = (IInvocationOperation)context.Operation;
                    if (ProgramBodies.IsRun(call.TargetMethod))
                    {
                        Array.ForEach([.. call.Arguments], argument =>
                            Check(argument.Value, calls, diagnostic => Report(context.ReportDiagnostic, reported, diagnostic))
                        );
                    }
                },
                OperationKind.Invocation
            );
            if (compilation.Compilation.GetTypesByMetadataName(KnownNames.SimulationFactAttribute).IsEmpty)
            {
                return;
            }

            compilation.RegisterOperationBlockAction(context =>
            {
                if (context.OwningSymbol is IMethodSymbol method && ProgramBodies.IsTest(method))
                {
                    Array.ForEach([.. context.OperationBlocks], body =>
                        Check(body, calls, diagnostic => Report(context.ReportDiagnostic, reported, diagnostic))
                    );
                }
            });
        });
    }

    private static void Check(IOperation argument, CallGraph calls, Action<Diagnostic> report)
    {
        IOperation body = ProgramBodies.GetBody(argument) ?? argument;
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            if (SimulationEscapes.GetEffect(operation) is { } escape)
            {
                report(Diagnostic.Create(Rules.ProgramLeavesSimulation, escape.Location, escape.Name, escape.Text));
            }
            else if (ImpureUse.GetMember(operation) is { } member && !IsWithin(member, body) && calls.Find(member) is { } effect)
            {
                report(Diagnostic.Create(Rules.ProgramLeavesSimulation, effect.Location, effect.Name, effect.Text));
            }
        }
    }

    private static bool IsWithin(ISymbol member, IOperation body) =>
        member.DeclaringSyntaxReferences.Any(reference =>
            reference.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(reference.Span)
        );

    private static void Report(Action<Diagnostic> report, ConcurrentDictionary<Location, bool> reported, Diagnostic diagnostic)
    {
        if (reported.TryAdd(diagnostic.Location, true))
        {
            report(diagnostic);
        }
    }
}

/// <summary>Finds programs that are passed to a provider or to the simulation kernel.</summary>
internal static class ProgramBodies
{
    /// <summary>True for a call that runs its delegates inside a provider.</summary>
    public static bool IsRun(IMethodSymbol method) =>
        method.Name switch
        {
            "RunAsync" => IsProvider(method.ContainingType) || method.ContainingType.AllInterfaces.Any(IsProvider),
            "Run" or "Start" => method.ContainingType.Name == "SimulationKernel"
                && KnownNames.IsIn(method.ContainingType, "Scalewright", "Providers", "Simulation", "Kernel"),
            "ExploreAsync" => method.ContainingType.Name == "Simulation" && KnownNames.IsIn(method.ContainingType, "Scalewright"),
            _ => false,
        };

    /// <summary>True for a method that a test attribute runs in the simulation, directly or as a named check.</summary>
    public static bool IsTest(IMethodSymbol method) =>
        Fact(method) is not null
        || method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(test => Fact(test) is { } fact && IsCheck(fact, method.Name));

    /// <summary>Returns the code of an argument: a lambda, or a method body in the same file. Otherwise null.</summary>
    public static IOperation? GetBody(IOperation argument) =>
        argument switch
        {
            IConversionOperation conversion => GetBody(conversion.Operand),
            IDelegateCreationOperation creation => GetBody(creation.Target),
            IAnonymousFunctionOperation lambda => lambda,
            ILocalReferenceOperation { Local: var local }
                when Declared(local, argument) is VariableDeclaratorSyntax { Initializer.Value: { } value }
                    && argument.SemanticModel!.GetOperation(value) is { } operation => GetBody(operation),
            IMethodReferenceOperation { Method: var method } when Declared(method, argument) is { } body =>
                argument.SemanticModel!.GetOperation(body),
            _ => null,
        };

    /// <summary>Returns the attribute of a test that runs in the simulation, or null.</summary>
    public static AttributeData? Fact(IMethodSymbol method) =>
        method
            .GetAttributes()
            .FirstOrDefault(static attribute =>
                attribute.AttributeClass is { Name: "SimulationFactAttribute" } type && KnownNames.IsIn(type, "Scalewright", "Testing")
            );

    private static bool IsCheck(AttributeData fact, string name) =>
        fact.NamedArguments.Any(argument => argument.Key == "CheckMethod" && argument.Value.Value is string check && check == name);

    private static SyntaxNode? Declared(ISymbol symbol, IOperation user) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault(reference => reference.SyntaxTree == user.Syntax.SyntaxTree)?.GetSyntax();

    private static bool IsProvider(INamedTypeSymbol type) => type.Name == "IProvider" && KnownNames.IsIn(type, "Scalewright", "Providers");
}
