using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Scalewright.Generators.Analysis;

/// <summary>Finds tests with <c>[SimulationFact]</c> that would fail before their first seed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SimulationFactAnalyzer : DiagnosticAnalyzer
{
    private const string Signature = "take a SimulationProvider, a CancellationToken, or both";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.TestCannotRun];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static compilation =>
        {
            if (!compilation.Compilation.GetTypesByMetadataName(KnownNames.SimulationFactAttribute).IsEmpty)
            {
                compilation.RegisterSymbolAction(static context => Check(context), SymbolKind.Method);
            }
        });
    }

    private static void Check(SymbolAnalysisContext context)
    {
        IMethodSymbol test = (IMethodSymbol)context.Symbol;
        if (ProgramBodies.Fact(test) is not { } fact)
        {
            return;
        }

        CheckMethod(test);
        CheckNumbers();
        if (Text("CheckMethod") is { } name)
        {
            IMethodSymbol[] named = [.. Members(test.ContainingType, name).OfType<IMethodSymbol>()];
            if (named.Length == 1)
            {
                CheckMethod(named[0]);
            }
            else
            {
                string count = named.Length == 0 ? "no method" : $"{named.Length} methods";
                Report($"{test.ContainingType.Name} has {count} '{name}'", "name one method of the test class");
            }
        }

        CheckMember("OptionsMember", "SimulationOptions");
        if (Text("FaultsMember") is not "None")
        {
            CheckMember("FaultsMember", "FaultGenerator");
        }

        void CheckMethod(IMethodSymbol method)
        {
            foreach ((string found, string advice) in FindProblems(method))
            {
                Report(found, advice);
            }
        }

        void CheckNumbers()
        {
            if (Value("SeedCount") is int seeds and < 1)
            {
                Report($"{seeds} is not a number of seeds", "use 1 or more");
            }

            if (Value("VirtualTimeoutMinutes") is int minutes and < 0)
            {
                Report($"a timeout of {minutes} minutes is below 1", "use 1 or more, or leave it out");
            }
        }

        void CheckMember(string property, string type)
        {
            INamedTypeSymbol owner = Value("MemberType") as INamedTypeSymbol ?? test.ContainingType;
            if (Text(property) is { } member && !Members(owner, member).Any(symbol => IsStatic(symbol, type)))
            {
                Report($"{owner.Name} has no static {type} '{member}'", "name a static property or field of that type");
            }
        }

        object? Value(string property) =>
            fact.NamedArguments.FirstOrDefault(argument => argument.Key == property).Value is { Kind: not TypedConstantKind.Array } value
                ? value.Value
                : null;

        string? Text(string property) => Value(property) as string;

        void Report(string found, string advice) =>
            context.ReportDiagnostic(Diagnostic.Create(Rules.TestCannotRun, test.Locations[0], test.Name, found, advice));
    }

    /// <summary>Returns the reasons why a seed cannot call a method, with advice.</summary>
    private static IEnumerable<(string Found, string Advice)> FindProblems(IMethodSymbol method)
    {
        if (method.Parameters.Length == 0)
        {
            yield return ($"'{method.Name}' has no parameter", Signature);
        }

        foreach (
            IParameterSymbol parameter in method.Parameters.Where(static parameter =>
                !IsProvider(parameter.Type) && !IsToken(parameter.Type)
            )
        )
        {
            yield return ($"parameter '{parameter.Name}' of '{method.Name}' is of type {parameter.Type.Name}", Signature);
        }

        if (
            method.Parameters.Count(static parameter => IsProvider(parameter.Type)) > 1
            || method.Parameters.Count(static parameter => IsToken(parameter.Type)) > 1
        )
        {
            yield return ($"two parameters of '{method.Name}' are of the same kind", Signature);
        }

        if (method.IsGenericMethod)
        {
            yield return ($"'{method.Name}' is generic", "leave the type parameters out");
        }

        if (method.ReturnsVoid && method.IsAsync)
        {
            yield return ($"'{method.Name}' is async void, so its end is not observed", "make it async Task");
        }
        else if (!method.ReturnsVoid && !IsTask(method.ReturnType))
        {
            yield return ($"'{method.Name}' returns {method.ReturnType.Name}", "return Task, ValueTask or nothing");
        }
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            foreach (ISymbol member in current.GetMembers(name))
            {
                if (!member.IsOverride)
                {
                    yield return member;
                }
            }
        }
    }

    private static bool IsStatic(ISymbol member, string type)
    {
        ITypeSymbol? memberType = member switch
        {
            IPropertySymbol { GetMethod: not null } property => property.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        return member.IsStatic && IsOrDerives(memberType, type);
    }

    private static bool IsOrDerives(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsProvider(ITypeSymbol type) =>
        (type.Name == "SimulationProvider" && KnownNames.IsIn(type, "Scalewright", "Providers", "Simulation"))
        || (type.Name == "IProvider" && KnownNames.IsIn(type, "Scalewright", "Providers"));

    private static bool IsToken(ITypeSymbol type) => type.Name == "CancellationToken" && KnownNames.IsIn(type, "System", "Threading");

    private static bool IsTask(ITypeSymbol type) => IsOrDerives(type, "Task") || (type is INamedTypeSymbol { Name: "ValueTask", Arity: 0 });
}
