#include <segue/discogs/inventory_csv.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

// Writes, checks and reads inventory files of so many rows and prints one line,
// `bytes,write_seconds,check_seconds,read_seconds,peak_kb`: the most memory that was taken above what the
// program had when it began. `segue-bench-csv ROWS`.
namespace {

namespace discogs = segue::discogs;
using clock_type = std::chrono::steady_clock;

constexpr std::size_t block_bytes = 64 * 1024;

// A line of /proc/self/status, in kB.
long status_of(const char* name) {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.compare(0, std::strlen(name), name) == 0)
            return std::atol(line.c_str() + std::strlen(name));
    }
    throw std::runtime_error("no /proc/self/status");
}

double seconds_since(clock_type::time_point begun) {
    return std::chrono::duration<double>(clock_type::now() - begun).count();
}

void write_file(const std::string& path, int rows) {
    std::ofstream out(path, std::ios::binary);
    discogs::inventory_csv_writer<discogs::inventory_add_row> writer(out);
    std::string shelf;
    for (int i = 1; i <= rows; ++i) {
        shelf = "Shelf " + std::to_string(i % 97);
        discogs::inventory_add_row row;
        row.release_id = i;
        row.price = segue::decimal(100 + i % 5000, 2);
        row.media_condition = discogs::media_condition::very_good_plus;
        row.sleeve_condition = discogs::sleeve_condition::near_mint;
        row.comments = "plays well, \"promo\" stamp on the label";
        row.accept_offer = i % 2 == 0;
        row.location = shelf;
        row.weight = 230;
        writer.write(row);
    }
    writer.finish();
}

template <class Use>
void in_blocks(const std::string& path, Use use) {
    std::ifstream in(path, std::ios::binary);
    std::vector<char> block(block_bytes);
    while (in) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        use(std::string_view(block.data(), static_cast<std::size_t>(in.gcount())));
    }
}

void check_file(const std::string& path, int rows) {
    discogs::inventory_csv_checker checker(discogs::upload_type::add);
    in_blocks(path, [&](std::string_view block) { checker.feed(block); });
    const auto report = checker.finish();
    if (!report.good() || std::cmp_not_equal(report.rows, rows))
        throw std::runtime_error("the file that was written is wrong: " + describe(report));
}

void write_export(const std::string& path, int rows) {
    std::ofstream out(path, std::ios::binary);
    out << "listing_id,artist,title,label,catno,format,release_id,status,price,listed,comments,media_"
           "condition,"
           "sleeve_condition,accept_offer,external_id,weight,format_quantity,location,quantity\r\n";
    for (int i = 1; i <= rows; ++i) {
        out << 2'000'000'000L + i
            << ",Nine Inch Nails,\"Downward Spiral, The\",Nothing Records,92346-2,\"CD, Album\"," << i
            << ",For Sale," << 1 + i % 50 << ".50,2026-08-25 06:48:08,\"two\r\nlines\",Near Mint (NM or M-),"
            << "Generic,Y,A" << i << ",120,1,Shelf,1\r\n";
    }
}

void read_export(const std::string& path, int rows) {
    discogs::inventory_csv_reader reader;
    int count = 0;
    const auto drain = [&] {
        while (auto row = reader.next())
            count += row->release_id.value() > 0 ? 1 : 0;
    };
    in_blocks(path, [&](std::string_view block) {
        reader.feed(block);
        drain();
    });
    reader.finish();
    drain();
    if (count != rows || !reader.report().good())
        throw std::runtime_error("the export was not read whole: " + describe(reader.report()));
}

void measure(const std::string& folder, int rows) {
    const auto upload = folder + "/upload.csv";
    const auto exported = folder + "/export.csv";
    write_export(exported, rows);
    const auto idle = status_of("VmRSS:");
    auto begun = clock_type::now();
    write_file(upload, rows);
    const double writing = seconds_since(begun);
    begun = clock_type::now();
    check_file(upload, rows);
    const double checking = seconds_since(begun);
    begun = clock_type::now();
    read_export(exported, rows);
    const double reading = seconds_since(begun);
    const auto peak = std::max(0L, status_of("VmHWM:") - idle);
    std::printf(
        "%llu,%.6f,%.6f,%.6f,%ld\n",
        static_cast<unsigned long long>(std::filesystem::file_size(upload)),
        writing,
        checking,
        reading,
        peak);
}

} // namespace

int main(int argc, char** argv) {
    const int rows = argc == 2 ? std::atoi(argv[1]) : 0;
    std::string folder = (std::filesystem::temp_directory_path() / "segue-csv-XXXXXX").string();
    if (rows < 1 || mkdtemp(folder.data()) == nullptr) {
        std::cerr << "usage: segue-bench-csv ROWS\n";
        return 2;
    }
    int status = 0;
    try {
        measure(folder, rows);
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        status = 1;
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return status;
}
