using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Scalewright.Generators.Services;

/// <summary>Reads a method of a service.</summary>
internal static class MethodReader
{
    private const string Stream = "System.Collections.Generic.IAsyncEnumerable<T>";

    /// <summary>The method as text; null when no code can be made for it.</summary>
    public static MethodModel? Read(ISymbol member, CodecSet codecs, FaultSink? faults)
    {
        if (WhyNot(member) is { } fault)
        {
            faults?.Invoke(Rules.AgentMemberNotCallable, member, member.Name, fault);
            return null;
        }

        IMethodSymbol method = (IMethodSymbol)member;
        (AnswerKind answer, ITypeSymbol? result) = AnswerOf(method.ReturnType)!.Value;
        ParameterModel[] parameters = [.. method.Parameters.Select(parameter => Read(parameter, codecs))];
        if (parameters.All(static parameter => parameter.Role != ParameterRole.Token))
        {
            faults?.Invoke(Rules.AgentCallWithoutToken, method, method.Name);
        }

        AttributeData? call = method.GetAttributes().FirstOrDefault(static mark => mark.AttributeClass is { Name: "AgentCallAttribute" });
        return new MethodModel(
            Naming.Escape(method.Name),
            ServiceNames.CallOf(method.Name),
            answer,
            CodecSet.Text(method.ReturnType),
            result is null ? -1 : codecs.Add(result, method),
            result is null ? "" : CodecSet.Text(result))
        {
            Parameters = new(parameters),
            DeadlineSeconds = Named(call, "DeadlineSeconds") is double and > 0 and var seconds ? seconds.ToString("R", CultureInfo.InvariantCulture) : "",
            IsRepeatable = Named(call, "IsRepeatable") is true,
        };
    }

    private static object? Named(AttributeData? mark, string name) => mark?.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value;

    private static string? WhyNot(ISymbol member) => member switch
    {
        { IsStatic: true } => "static",
        not IMethodSymbol => "no method",
        IMethodSymbol { IsAbstract: false } => "already implemented",
        IMethodSymbol { IsGenericMethod: true } => "generic",
        IMethodSymbol method when AnswerOf(method.ReturnType) is null => $"a method that returns '{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'",
        IMethodSymbol method when method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None) => "a method with a parameter by reference",
        IMethodSymbol method when method.Parameters.Count(static parameter => IsStream(parameter.Type)) > 1 => "a method that takes two streams",
        IMethodSymbol method when method.Parameters.Count(static parameter => IsToken(parameter.Type)) > 1 => "a method with two tokens",
        _ => null,
    };

    private static (AnswerKind Kind, ITypeSymbol? Result)? AnswerOf(ITypeSymbol type) => type is not INamedTypeSymbol named ? null : named.OriginalDefinition.ToDisplayString() switch
    {
        "System.Threading.Tasks.Task" => (AnswerKind.Task, null),
        "System.Threading.Tasks.ValueTask" => (AnswerKind.ValueTask, null),
        "System.Threading.Tasks.Task<TResult>" => (AnswerKind.Task, named.TypeArguments[0]),
        "System.Threading.Tasks.ValueTask<TResult>" => (AnswerKind.ValueTask, named.TypeArguments[0]),
        Stream => (AnswerKind.Stream, named.TypeArguments[0]),
        _ => null,
    };

    private static ParameterModel Read(IParameterSymbol parameter, CodecSet codecs)
    {
        string name = Naming.Escape(parameter.Name);
        string type = CodecSet.Text(parameter.Type);
        if (IsToken(parameter.Type))
        {
            return new ParameterModel(name, type, ParameterRole.Token, -1, "", false);
        }

        if (IsStream(parameter.Type))
        {
            ITypeSymbol item = ((INamedTypeSymbol)parameter.Type).TypeArguments[0];
            return new ParameterModel(name, type, ParameterRole.Items, codecs.Add(item, parameter), CodecSet.Text(item), true);
        }

        bool isChecked = parameter.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };
        return new ParameterModel(name, type, ParameterRole.Argument, codecs.Add(parameter.Type, parameter), "", isChecked);
    }

    private static bool IsToken(ITypeSymbol type) => type.ToDisplayString() == "System.Threading.CancellationToken";

    private static bool IsStream(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString() == Stream;
}
