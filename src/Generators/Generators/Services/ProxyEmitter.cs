namespace Scalewright.Generators.Services;

/// <summary>Writes the proxy of a service.</summary>
internal static class ProxyEmitter
{
    private const string Space = "global::Scalewright.Agents.Services";

    public static void Write(SourceWriter writer, ServiceModel service)
    {
        writer.Open($"private sealed class Proxy({Space}.IServiceCaller caller) : {Space}.ServiceProxy(caller), {service.FullType}");
        foreach (MethodModel method in service.Methods)
        {
            writer.Line($"private static readonly {Space}.ServiceMethod Method_{ServiceEmitter.Bare(method.Method)} = new({Naming.Literal(service.Name)}, {Naming.Literal(service.Digest)}, {Naming.Literal(method.Name)}){Settings(method)};");
        }

        foreach (MethodModel method in service.Methods)
        {
            writer.Line();
            WriteMethod(writer, service, method);
        }

        ErrorEmitter.WriteRestoring(writer, service);
        writer.Close();
    }

    private static string Settings(MethodModel method)
    {
        string[] settings =
        [
            .. method.DeadlineSeconds.Length == 0 ? Array.Empty<string>()
                : [method.DeadlineSeconds == "Infinity" ? "Deadline = global::System.Threading.Timeout.InfiniteTimeSpan" : $"Deadline = global::System.TimeSpan.FromSeconds({method.DeadlineSeconds}d)"],
            .. method.IsRepeatable ? ["IsRepeatable = true"] : Array.Empty<string>(),
        ];
        return settings.Length == 0 ? "" : $" {{ {string.Join(", ", settings)} }}";
    }

    private static void WriteMethod(SourceWriter writer, ServiceModel service, MethodModel method)
    {
        ParameterModel[] arguments = ServiceEmitter.Arguments(method);
        string type = ServiceEmitter.ArgumentsType(method);
        string bare = ServiceEmitter.Bare(method.Method);
        string parameters = string.Join(", ", method.Parameters.Select(static parameter => $"{parameter.Type} {parameter.Name}"));
        writer.Open($"{method.ReturnType} {service.FullType}.{method.Method}({parameters})");
        foreach (ParameterModel parameter in method.Parameters.Where(static parameter => parameter.IsChecked))
        {
            writer.Line($"global::System.ArgumentNullException.ThrowIfNull({parameter.Name});");
        }

        string given = arguments.Length switch { 0 => "0", 1 => arguments[0].Name, _ => "(" + string.Join(", ", arguments.Select(static argument => argument.Name)) + ")" };
        ParameterModel? items = method.Parameters.FirstOrDefault(static parameter => parameter.Role == ParameterRole.Items);
        string sent = items is null ? "null" : $"EncodeAsync<{items.ItemType}>({items.Name}, Write{items.Codec})";
        string token = method.Parameters.FirstOrDefault(static parameter => parameter.Role == ParameterRole.Token)?.Name ?? "default";
        string call = method switch
        {
            { Answer: AnswerKind.Stream } => $"StreamAsync<{type}, {method.ResultType}>(Method_{bare}, {given}, WriteArguments_{bare}, {sent}, Read{method.Result}, {token})",
            { Result: < 0 } => $"CallAsync<{type}>(Method_{bare}, {given}, WriteArguments_{bare}, {sent}, {token})",
            _ => $"CallAsync<{type}, {method.ResultType}>(Method_{bare}, {given}, WriteArguments_{bare}, {sent}, Read{method.Result}, {token})",
        };
        writer.Line(method.Answer == AnswerKind.ValueTask ? $"return new {method.ReturnType}({call});" : $"return {call};");
        writer.Close();
        writer.Line();
        WriteWriting(writer, bare, type, arguments);
    }

    private static void WriteWriting(SourceWriter writer, string bare, string type, ParameterModel[] arguments)
    {
        writer.Open($"private static void WriteArguments_{bare}(global::System.Text.Json.Utf8JsonWriter writer, {type} arguments)");
        for (int i = 0; i < arguments.Length; i++)
        {
            writer.Line($"Write{arguments[i].Codec}(writer, arguments{(arguments.Length > 1 ? $".Item{i + 1}" : "")});");
        }

        writer.Close();
    }
}
